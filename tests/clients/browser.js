// Somebody with a browser and no script: keeps cookies, follows redirects, fills in forms.

const forms = /<form method="post" action="([^"]*)">(.*?)<\/form>/gs;
const hidden = /<input type="hidden" name="([^"]*)" value="([^"]*)">/g;
const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

const unescape = text => text
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(?:amp|lt|gt|quot|#39);/g, entity => entities[entity]);

export class Browser {
    #cookies = new Map();
    #user;

    constructor(user) {
        this.#user = user;
    }

    /**
     * Goes to the address, and on until it would leave for the client: where it was sent, and what it was asked on the way. With no
     * home it ends at the first page that asks nothing.
     */
    async go(address, home, decision = 'allow') {
        const asked = [];
        let next = new URL(address);
        let form;
        for (let steps = 0; steps < 12; steps++) {
            if (home && next.href.startsWith(home)) {
                return { url: next, asked };
            }

            const { location, page } = await this.#request(next, form);
            if (location) {
                [next, form] = [new URL(location, next), undefined];
                continue;
            }

            const answer = this.#answer(page, next, decision);
            if (!answer && !home) {
                return { url: next, asked, page };
            }

            if (!answer) {
                throw new Error(`${next} has no form to fill in:\n${page}`);
            }

            asked.push(next.pathname);
            [next, form] = answer;
        }

        throw new Error(`No way home from ${address}: ${asked}`);
    }

    /** The text of the page that it ends at. */
    async read(address) {
        let next = new URL(address);
        for (;;) {
            const { location, page } = await this.#request(next);
            if (!location) {
                return page;
            }

            next = new URL(location, next);
        }
    }

    #answer(page, at, decision) {
        for (const [, action, fields] of page.matchAll(forms)) {
            const values = new URLSearchParams([...fields.matchAll(hidden)].map(([, name, value]) => [unescape(name), unescape(value)]));
            if (fields.includes('name="password"')) {
                values.set('email', this.#user.email);
                values.set('password', this.#user.password);
            } else if (fields.includes(`name="decision" value="${decision}"`)) {
                values.set('decision', decision);
            } else if (fields.includes('name="user_code"') && at.searchParams.has('user_code')) {
                values.set('user_code', at.searchParams.get('user_code'));
            } else {
                continue;
            }

            return [new URL(unescape(action), at), values];
        }

        return null;
    }

    async #request(url, form) {
        const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
        if (form) {
            headers.origin = url.origin;
            headers['sec-fetch-site'] = 'same-origin';
        }

        const answer = await fetch(url, { redirect: 'manual', headers, ...(form && { method: 'POST', body: form }) });
        for (const cookie of answer.headers.getSetCookie()) {
            const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
            value ? this.#cookies.set(name, value) : this.#cookies.delete(name);
        }

        const page = await answer.text();
        if (answer.status >= 400) {
            throw new Error(`${url} answered ${answer.status}:\n${page}`);
        }

        return { location: answer.headers.get('location'), page };
    }
}
