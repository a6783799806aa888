-- A service's database and its two roles, made or brought to this state.
-- psql variables: database, owner, owner_password, role, role_password.
--
-- The owner migrates. The role is what the running service works with: it owns nothing, and may do with each table what the
-- migrations grant it, no more. Neither enters another service's database.
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'owner', :'role']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 10 PASSWORD :'owner_password';
ALTER ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 60 PASSWORD :'role_password';
ALTER ROLE :"role" SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE :"role" SET lock_timeout = '30s';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

\connect :"database"
-- A database of the time when one role did both; before the grants, for an owner's own grants go with what it owned.
SELECT format('REASSIGN OWNED BY %I TO %I', :'role', :'owner') FROM pg_database
WHERE datname = :'database' AND pg_get_userbyid(datdba) = :'role' \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"role";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
