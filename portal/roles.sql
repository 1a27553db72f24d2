-- Roles and database of a portal, made once by a superuser with psql. The owner changes the schema; the application
-- works with rows, and migrations take from it the right to change the journal.
-- Reads OWNER_PASSWORD and APPLICATION_PASSWORD from the environment, and DATABASE_NAME when it is not to be `portal`.
\set ON_ERROR_STOP on
\set database portal
\getenv database DATABASE_NAME
\getenv owner_password OWNER_PASSWORD
\getenv application_password APPLICATION_PASSWORD
SELECT :'database' || '_owner' AS owner, :'database' || '_app' AS application \gset
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"application" LOGIN PASSWORD :'application_password';
CREATE DATABASE :"database" OWNER :"owner" ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"application";
\connect :"database"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER ROLE :"application" SET idle_in_transaction_session_timeout = '5min';
