-- The roles, the two databases and the limits of Uitweg, as PostgreSQL's superuser (16 or newer):
--
--   runuser -u postgres -- psql --quiet --file=/srv/uitweg/code/deploy/postgresql/roles.sql
--
-- It may be run again at any moment, and it has to be after a restore into new databases: some of
-- these limits belong to a database and go with it. It takes nothing away that others put there.
--
-- Names, and for another machine passwords, can be given; passwords also as environment variables
-- staff_password and door_password, so that no list of processes shows them:
--   --set=database=uitweg  --set=staff=uitweg-staff  --set=door=uitweg-public
-- The two logins are named after the two system users, who then need no password on this machine.
\set ON_ERROR_STOP on
\if :{?database} \else \set database uitweg \endif
\if :{?staff} \else \set staff uitweg-staff \endif
\if :{?door} \else \set door uitweg-public \endif
\if :{?staff_password} \else \getenv staff_password staff_password \endif
\if :{?door_password} \else \getenv door_password door_password \endif
\set channel :database _channel

set log_statement = none;
set log_min_error_statement = panic;
set log_min_duration_statement = -1;
set client_min_messages = warning;

-- logins; the role uitweg_public has the public door's rights, which `uitweg migrate` gives
select format('create role %I login', name) from unnest(array[:'staff', :'door']) as name
  where not exists (select from pg_roles where rolname = name) \gexec
select 'create role uitweg_public nologin'
  where not exists (select from pg_roles where rolname = 'uitweg_public') \gexec
-- (whether the staff's login may make databases, to rehearse a restore in, is left as it is)
alter role :"staff" nosuperuser nocreaterole noreplication nobypassrls;
alter role :"door" nosuperuser nocreaterole nocreatedb noreplication nobypassrls connection limit 50;
alter role uitweg_public nologin nosuperuser nocreaterole nocreatedb noreplication nobypassrls;
grant uitweg_public to :"door";
\if :{?staff_password}
alter role :"staff" password :'staff_password';
\endif
\if :{?door_password}
alter role :"door" password :'door_password';
\endif

-- who took over the public door shall not fill the disk with temporary files
alter role :"door" set temp_file_limit = '256MB';

select format('create database %I owner %I encoding ''UTF8'' template template0', name, :'staff')
  from unnest(array[:'database', :'channel']) as name
  where not exists (select from pg_database where datname = name) \gexec

-- nobody connects who was not named, and nobody makes temporary tables elsewhere
revoke connect, temporary on database postgres, template1 from public;
revoke all on database :"database", :"channel" from public;
grant connect on database :"channel" to uitweg_public;

-- PostgreSQL's own log keeps no statement that failed, and no values
select format('alter database %I set %s = %L', name, setting, value)
  from unnest(array[:'database', :'channel']) as name,
  (values
    ('log_min_error_statement', 'panic'),
    ('log_error_verbosity', 'terse'),
    ('log_parameter_max_length', '0'),
    ('log_parameter_max_length_on_error', '0'),
    ('log_statement', 'none'),
    ('log_min_duration_statement', '-1'),
    ('log_min_duration_sample', '-1'),
    ('log_transaction_sample_rate', '0'),
    ('log_duration', 'off')
  ) as settings(setting, value) \gexec

-- large objects lie beside every table: whoever may make them can fill the disk and stop backups
\connect :"database"
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
\connect :"channel"
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
