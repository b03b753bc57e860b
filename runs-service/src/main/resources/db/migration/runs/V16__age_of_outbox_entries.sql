-- When an entry was first owed; due_at moves on with each failed delivery.
ALTER TABLE intents ADD COLUMN created_at TIMESTAMPTZ NOT NULL DEFAULT now();
