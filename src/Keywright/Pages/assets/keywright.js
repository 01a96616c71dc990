// Passkeys on the pages of signing in. Everything else works without a script.
'use strict';

(() => {
  const place = document.getElementById('passkey');
  if (!place || !window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) {
    return;
  }

  const { api, returnTo, challenge } = place.dataset;
  const button = place.querySelector('button');
  const status = place.querySelector('[role=status]');

  // The server forgets what it asked after five minutes; what is offered by autofill is asked anew before that.
  const freshFor = 4 * 60 * 1000;
  let waiting = null;

  class Refused extends Error {}

  async function post(path, body) {
    const answer = await fetch(api + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      throw new Refused(problem.detail || 'This did not work. Try again.');
    }
    return answer.json();
  }

  function isTicked(name) {
    return document.querySelector(`input[name=${name}]`)?.checked ?? false;
  }

  async function ask(mediation, signal) {
    const { state, options } = await post('/login/passkey/options', challenge ? { challenge } : {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey, mediation, signal });
    return { state, credential: credential.toJSON() };
  }

  async function finish(passkey) {
    if (challenge) {
      await post('/two-factor/challenge', { challenge, passkey, trust_device: isTicked('trust_device') });
    } else {
      await post('/login/passkey', { ...passkey, mode: 'cookie', remember: isTicked('remember') });
    }
    location.assign(returnTo);
  }

  function tell(error) {
    status.textContent = error instanceof Refused ? error.message
      : error.name === 'NotAllowedError' || error.name === 'AbortError' ? 'No passkey was used.'
      : 'This did not work. Try again.';
  }

  // The browser offers passkeys where it fills in the name, and waits until one is chosen.
  async function offer() {
    const wait = new AbortController();
    const again = setTimeout(() => { wait.abort(); offer(); }, freshFor);
    waiting = { stop() { clearTimeout(again); wait.abort(); } };
    let passkey;
    try {
      passkey = await ask('conditional', wait.signal);
    } catch {
      return; // Nobody has chosen anything, so there is nothing to tell.
    } finally {
      clearTimeout(again);
    }
    try {
      await finish(passkey);
    } catch (error) {
      tell(error);
      offer();
    }
  }

  async function offerIfPossible() {
    if (!challenge && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
      offer();
    }
  }

  button.addEventListener('click', async () => {
    waiting?.stop();
    button.disabled = true;
    status.textContent = '';
    try {
      await finish(await ask('optional'));
    } catch (error) {
      button.disabled = false;
      tell(error);
      offerIfPossible();
    }
  });

  place.hidden = false;
  offerIfPossible();
})();
