-- Who has which role in which projects and domains.
CREATE TABLE role_bindings (
  subject_kind TEXT        NOT NULL,   -- user, group or service
  issuer       TEXT        NOT NULL,   -- of the tokens that name the subject
  subject      TEXT        NOT NULL,
  role         TEXT        NOT NULL,   -- viewer, runner or admin
  project      TEXT        NOT NULL,   -- * for all
  domain       TEXT        NOT NULL,   -- * for all
  source       TEXT        NOT NULL,   -- api, or file: those are replaced with the file
  created_at   TIMESTAMPTZ NOT NULL,
  created_by   TEXT        NOT NULL,
  PRIMARY KEY (project, domain, subject_kind, issuer, subject, role, source)
);

-- Rises with every change of the bindings. Who changes them updates it first, and so excludes others.
CREATE TABLE role_bindings_version (
  only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
  version  BIGINT NOT NULL
);
INSERT INTO role_bindings_version (version) VALUES (1);
