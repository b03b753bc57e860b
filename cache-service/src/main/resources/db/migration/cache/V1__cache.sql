-- Project, domain and key are columns of their own, so that no two keys are spelled alike; '' for keys without a scope.
CREATE TABLE cache.outputs (
    project    text COLLATE "C" NOT NULL,
    domain     text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    output_uri text NOT NULL,
    -- flyteidl2.cacheservice.Metadata without its times
    metadata   bytea NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- last written or read, to the day
    used_at    timestamptz NOT NULL,
    PRIMARY KEY (project, domain, key)
);
CREATE INDEX outputs_by_use ON cache.outputs (used_at);

CREATE TABLE cache.reservations (
    project      text COLLATE "C" NOT NULL,
    domain       text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    owner_id     text NOT NULL,
    heartbeat_ms integer NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (project, domain, key)
);
CREATE INDEX reservations_by_expiry ON cache.reservations (expires_at);
