#!/bin/sh
# Runs once, when the database volume is empty: the roles of docs/operations.md and the extensions.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v owner_password="$L2C_OWNER_PASSWORD" -v app_password="$L2C_APP_PASSWORD" -v bypass_password="$L2C_BYPASS_PASSWORD" <<'SQL'
create role l2c_owner login nosuperuser nobypassrls password :'owner_password';
create role l2c_app login nosuperuser nobypassrls nocreatedb password :'app_password';
create role l2c_bypass login nosuperuser bypassrls in role l2c_owner password :'bypass_password';
create database l2c owner l2c_owner;
\connect l2c
create extension if not exists pg_stat_statements;
SQL
