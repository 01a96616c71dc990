DROP TABLE external_exchanges;
DROP TABLE used_external_states;
DROP TABLE external_accounts;
