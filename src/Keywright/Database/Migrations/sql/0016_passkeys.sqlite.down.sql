DROP TABLE used_passkey_states;
DROP TABLE passkeys;
