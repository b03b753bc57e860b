DELETE FROM intents WHERE id = ANY($1) RETURNING id
;
INSERT INTO actions AS a (project, domain, run_name, name, parent_action_name, action_group, action_type, phase,
task_project, task_domain, task_name, task_version, task_type, task_short_name, function_name, environment_name,
task_spec_digest, condition_spec, input_uri, run_output_base, cache_key, created_at, ended_at, duration_ms,
output_uri, recovered_from) SELECT r.project, r.domain, r.run_name, r.name, NULLIF(r.parent, ''),
NULLIF(r.action_group, ''), r.type, r.phase, NULLIF(r.task_project, ''), NULLIF(r.task_domain, ''),
NULLIF(r.task_name, ''), NULLIF(r.task_version, ''), r.task_type, r.short_name, r.task_name, r.environment, r.digest,
r.condition, r.input_uri, root.run_output_base, r.cache_key, t.created_at, GREATEST(r.ended_at, t.created_at),
(extract(epoch FROM GREATEST(r.ended_at, t.created_at) - t.created_at) * 1000)::bigint, r.output_uri, r.recovered_from
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[],
$9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bytea[], $17::bytea[],
$18::text[], $19::text[], $20::timestamptz[], $21::timestamptz[], $22::text[], $23::bytea[]) AS r(project, domain,
run_name, name, parent, action_group, type, phase, task_project, task_domain, task_name, task_version, task_type,
short_name, environment, digest, condition, input_uri, cache_key, started_at, ended_at, output_uri, recovered_from)
CROSS JOIN LATERAL (SELECT COALESCE(r.started_at, clock_timestamp()) AS created_at) AS t JOIN actions AS root ON
root.run_name = r.run_name AND root.name = 'a0' AND root.domain || '' = r.domain AND root.project || '' = r.project
LEFT JOIN actions AS parent ON parent.run_name = r.run_name AND parent.name = r.parent AND parent.domain || '' =
r.domain AND parent.project || '' = r.project WHERE NOT (root.phase IN (5, 7, 10) OR (root.phase IN (6, 8) AND
root.ended_at < now() - interval '1 minute')) AND (parent.phase IS NULL OR NOT (parent.phase IN (5, 7, 10) OR
(parent.phase IN (6, 8) AND parent.ended_at < now() - interval '1 minute'))) ON CONFLICT (project, domain, run_name,
name) DO UPDATE SET phase = EXCLUDED.phase, created_at = EXCLUDED.created_at, ended_at = EXCLUDED.ended_at,
duration_ms = EXCLUDED.duration_ms, output_uri = EXCLUDED.output_uri, error = NULL, updated_at = now(), change_seq =
nextval('change_seq') WHERE a.action_type = 2 AND EXCLUDED.action_type = 2 AND (NOT a.phase = 5 OR a.output_uri IS
NULL) RETURNING a.project, a.domain, a.run_name, a.name
;
INSERT INTO intents (kind, project, domain, run_name, name) SELECT 2, project, domain, run_name, name FROM actions
WHERE actions.run_name = $3 AND actions.name = $4 AND actions.domain || '' = $2 AND actions.project || '' = $1 AND
phase = 7 ON CONFLICT DO NOTHING
;
INSERT INTO projects (identifier, name) SELECT id, id FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING
;
INSERT INTO task_specs (digest, kind, spec) SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::bytea[]) ON CONFLICT
DO NOTHING
;
SELECT a.parent_action_name, a.action_group, a.input_uri, a.run_output_base, a.cache_key, a.task_project,
a.task_domain, a.task_name, a.task_version, s.spec, root.run_spec FROM actions AS a JOIN actions AS root ON
root.run_name = $3 AND root.name = 'a0' AND root.domain || '' = $2 AND root.project || '' = $1 LEFT JOIN task_specs AS
s ON s.digest = a.task_spec_digest WHERE a.run_name = $3 AND a.name = $4 AND a.domain || '' = $2 AND a.project || '' =
$1 AND a.phase NOT IN (5, 6, 7, 8, 10) AND a.action_type = 1
;
SELECT a.project, a.domain, a.run_name, a.name, a.phase, a.attempts FROM unnest($1::text[], $2::text[], $3::text[],
$4::text[]) AS r(project, domain, run_name, name) JOIN actions AS a ON a.run_name = r.run_name AND a.name = r.name AND
a.domain || '' = r.domain AND a.project || '' = r.project
;
SELECT abort_reason, aborted_by FROM actions WHERE actions.run_name = $3 AND actions.name = $4 AND actions.domain ||
'' = $2 AND actions.project || '' = $1
;
SELECT child.project, child.domain, child.run_name, child.name, parent.name AS parent_name, parent.phase AS
parent_phase FROM actions AS child JOIN actions AS parent ON parent.run_name = child.run_name AND parent.name =
child.parent_action_name AND parent.domain || '' = child.domain AND parent.project || '' = child.project WHERE
child.phase NOT IN (5, 6, 7, 8, 10) AND parent.phase IN (5, 6, 7, 8, 10) AND parent.ended_at < now() - $1::bigint *
interval '1 millisecond' LIMIT $2
;
SELECT info FROM (SELECT info, attempt, phase, version, row_number() OVER (PARTITION BY attempt ORDER BY seq) AS nth,
row_number() OVER (PARTITION BY attempt ORDER BY seq DESC) AS nth_from_end FROM action_events WHERE project = $1 AND
domain = $2 AND run_name = $3 AND name = $4) AS event WHERE nth = 1 OR nth_from_end <= 500 ORDER BY attempt, phase,
version
;
SELECT info, seq FROM action_events WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4 AND attempt =
$5 AND seq > $6 ORDER BY seq LIMIT 500
;
SELECT kind, spec FROM task_specs WHERE digest = $1
;
SELECT last_value FROM change_seq
;
SELECT name, phase, attempts, action_type, output_uri, run_output_base, error, signal_value FROM actions WHERE project
= $1 AND domain = $2 AND run_name = $3 AND parent_action_name = $4 ORDER BY created_at, name
;
SELECT name, run_spec FROM actions WHERE actions.run_name = $3 AND actions.name = 'a0' AND actions.domain || '' = $2
AND actions.project || '' = $1
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec FROM actions WHERE project
= $1 AND domain = $2 AND run_name = $3 AND (created_at, name) > ($4, $5) ORDER BY created_at, name LIMIT $6
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec FROM actions WHERE project
= $1 AND domain = $2 AND run_name = $3 ORDER BY created_at, name LIMIT $4
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec FROM unnest($1::text[],
$2::text[], $3::text[]) AS r(p, d, run) JOIN actions ON actions.run_name = r.run AND actions.name = 'a0' AND
actions.domain || '' = r.d AND actions.project || '' = r.p
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec FROM unnest($1::text[],
$2::text[], $3::text[], $4::text[]) AS r(p, d, run, action) JOIN actions ON actions.run_name = r.run AND actions.name
= r.action AND actions.domain || '' = r.d AND actions.project || '' = r.p
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, created_at, name FROM
actions AS a WHERE (created_at, name) < ($1::timestamptz, $2::text) AND project = $3::text AND domain = $4::text AND
run_name = $5::text ORDER BY created_at DESC, name DESC LIMIT 101
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, created_at, name FROM
actions AS a WHERE (created_at, name) > ($1::timestamptz, $2::text) AND project = $3::text AND domain = $4::text AND
run_name = $5::text ORDER BY created_at, name LIMIT 101
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, created_at, name FROM
actions AS a WHERE project = $1::text AND domain = $2::text AND run_name = $3::text ORDER BY created_at DESC, name
DESC LIMIT 101
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, created_at, name FROM
actions AS a WHERE project = $1::text AND domain = $2::text AND run_name = $3::text ORDER BY created_at, name LIMIT
101
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE (phase = ANY ($1::bigint[])) IS NOT TRUE AND project = $2::text AND domain = $3::text AND
run_name = $4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE created_at < $1::timestamptz AND project = $2::text AND domain = $3::text AND run_name =
$4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE created_by_subject IS NULL AND project = $1::text AND domain = $2::text AND run_name =
$3::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE ended_at IS NOT NULL AND project = $1::text AND domain = $2::text AND run_name = $3::text
ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE name = $1::text AND project = $2::text AND domain = $3::text AND run_name = $4::text ORDER BY
phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE parent_action_name = $1::text AND project = $2::text AND domain = $3::text AND run_name =
$4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE phase = $1::bigint AND project = $2::text AND domain = $3::text AND run_name = $4::text ORDER
BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE phase = ANY ($1::bigint[]) AND project = $2::text AND domain = $3::text AND run_name =
$4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE task_name LIKE $1::text AND project = $2::text AND domain = $3::text AND run_name = $4::text
ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE trigger_revision IS DISTINCT FROM $1::bigint AND project = $2::text AND domain = $3::text AND
run_name = $4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at, name
FROM actions AS a WHERE updated_at > $1::timestamptz AND project = $2::text AND domain = $3::text AND run_name =
$4::text ORDER BY phase, created_at DESC, name DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE (labels ->> $1::text) = ANY ($2::text[]) AND parent_action_name IS
NULL AND project = $3::text AND domain = $4::text ORDER BY phase, created_at DESC, run_name DESC, project DESC, domain
DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE (labels ->> $1::text) LIKE $2::text AND parent_action_name IS NULL
AND project = $3::text AND domain = $4::text ORDER BY phase, created_at DESC, run_name DESC, project DESC, domain DESC
LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE EXISTS (SELECT 1 FROM actions AS p WHERE p.project = a.project AND
p.domain = a.domain AND p.run_name = a.run_name AND p.phase = 9) AND parent_action_name IS NULL AND project = $1::text
AND domain = $2::text ORDER BY phase, created_at DESC, run_name DESC, project DESC, domain DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE labels ? $1::text AND parent_action_name IS NULL AND project =
$2::text AND domain = $3::text ORDER BY phase, created_at DESC, run_name DESC, project DESC, domain DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE labels @> jsonb_build_object($1::text, $2::text) AND
parent_action_name IS NULL AND project = $3::text AND domain = $4::text ORDER BY phase, created_at DESC, run_name
DESC, project DESC, domain DESC LIMIT 51
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, phase, created_at,
run_name, project, domain FROM actions AS a WHERE parent_action_name IS NULL AND project = $1::text AND domain =
$2::text ORDER BY phase, created_at DESC, run_name DESC, project DESC, domain DESC LIMIT 102
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, task_spec_digest,
input_uri, output_uri, run_output_base, error, signal_value, signalled_by, abort_reason, aborted_by FROM actions WHERE
actions.run_name = $3 AND actions.name = $4 AND actions.domain || '' = $2 AND actions.project || '' = $1
;
SELECT project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name, task_project,
task_domain, task_name, task_version, task_type, task_short_name, run_source, created_by, labels, trigger_name,
trigger_task_name, trigger_revision, trigger_type, relation, recovered_from, condition_spec, task_spec_digest,
input_uri, r.wanted, r.by_request FROM (SELECT COALESCE(q.project, r.project) AS p, COALESCE(q.domain, r.domain) AS d,
COALESCE(q.run_name, r.run_name) AS n, r.wanted, q.run_name IS NOT NULL AS by_request FROM unnest($1::text[],
$2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS r(project, domain, run_name, subject, request_id,
wanted) LEFT JOIN run_requests AS q ON q.subject = r.subject AND q.request_id = r.request_id AND r.request_id <> '')
AS r JOIN actions ON actions.run_name = r.n AND actions.name = 'a0' AND actions.domain || '' = r.d AND actions.project
|| '' = r.p
;
SELECT project, domain, run_name, name, version FROM (SELECT project, domain, run_name, name, change_seq AS version
FROM actions WHERE parent_action_name IS NULL AND change_seq > $1 ORDER BY change_seq LIMIT 20000) AS c
;
SELECT project, domain, run_name, name, version FROM unnest($1::text[], $2::text[], $3::text[]) AS w (project, domain,
run_name) CROSS JOIN LATERAL ( SELECT name, change_seq AS version FROM actions AS a WHERE a.project = w.project AND
a.domain = w.domain AND a.run_name = w.run_name AND a.change_seq > $4 ORDER BY a.change_seq LIMIT 20000) AS c
;
SELECT project, domain, run_name, name, version FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS w
(project, domain, run_name, name) CROSS JOIN LATERAL ( SELECT max(seq) AS version FROM action_events AS a WHERE
a.project = w.project AND a.domain = w.domain AND a.run_name = w.run_name AND a.name = w.name) AS e WHERE version IS
NOT NULL
;
SELECT r.project, r.domain, r.run_name, r.name, COALESCE(a.phase, 0) AS phase, root.name IS NOT NULL AS run_exists,
COALESCE((root.phase IN (5, 7, 10) OR (root.phase IN (6, 8) AND root.ended_at < now() - interval '1 minute')), false)
AS run_closed, COALESCE((parent.phase IN (5, 7, 10) OR (parent.phase IN (6, 8) AND parent.ended_at < now() - interval
'1 minute')), false) AS parent_closed FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS
r(project, domain, run_name, name, parent) LEFT JOIN actions AS a ON a.run_name = r.run_name AND a.name = r.name AND
a.domain || '' = r.domain AND a.project || '' = r.project LEFT JOIN actions AS root ON root.run_name = r.run_name AND
root.name = 'a0' AND root.domain || '' = r.domain AND root.project || '' = r.project LEFT JOIN actions AS parent ON
parent.run_name = r.run_name AND parent.name = r.parent AND parent.domain || '' = r.domain AND parent.project || '' =
r.project
;
SELECT state FROM projects WHERE identifier = $1
;
UPDATE actions AS a SET phase = r.phase, attempts = CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END,
cache_status = CASE WHEN r.cache_status <> 0 THEN r.cache_status WHEN r.attempt > a.attempts THEN 0 ELSE
a.cache_status END, created_at = CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at ELSE
a.created_at END, updated_at = now(), ended_at = CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()), a.created_at) END, duration_ms = (extract(epoch FROM
CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.ended_at END,
r.ended_at, now()), a.created_at) END - CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at
ELSE a.created_at END) * 1000)::bigint, change_seq = nextval('change_seq'), error = COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.error END, r.error), output_uri = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE
a.output_uri END, r.output_uri), signal_value = COALESCE(a.signal_value, r.signal_value), signalled_by =
COALESCE(a.signalled_by, r.signalled_by), abort_reason = COALESCE(a.abort_reason, CASE WHEN r.phase = 7 THEN
r.abort_reason END) FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[],
$8::int[], $9::timestamptz[], $10::timestamptz[], $11::bytea[], $12::text[], $13::bytea[], $14::bytea[], $15::text[])
AS r(project, domain, run_name, name, attempt, phase, rank, cache_status, started_at, ended_at, error, output_uri,
signal_value, signalled_by, abort_reason) WHERE a.run_name = r.run_name AND a.name = r.name AND a.domain || '' =
r.domain AND a.project || '' = r.project AND ((CASE WHEN r.attempt > a.attempts THEN r.rank > 0 AND a.phase NOT IN (5,
7, 10) WHEN r.attempt <> 0 AND r.attempt < a.attempts THEN false ELSE r.rank > CASE a.phase WHEN 1 THEN 1 WHEN 2 THEN
2 WHEN 3 THEN 3 WHEN 4 THEN 4 WHEN 5 THEN 6 WHEN 6 THEN 6 WHEN 7 THEN 6 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 6
ELSE 0 END END) OR (r.phase = a.phase AND (r.attempt = 0 OR r.attempt = a.attempts) AND ((a.error IS NULL AND r.error
IS NOT NULL) OR (a.output_uri IS NULL AND r.output_uri IS NOT NULL) OR (a.signal_value IS NULL AND r.signal_value IS
NOT NULL) OR (a.cache_status = 0 AND r.cache_status <> 0)))) RETURNING a.project, a.domain, a.run_name, a.name,
a.parent_action_name, a.phase, a.attempts, a.cache_status, a.created_at, a.updated_at, a.ended_at, a.duration_ms,
a.change_seq, a.action_type, a.action_group, a.function_name, a.environment_name, a.task_project, a.task_domain,
a.task_name, a.task_version, a.task_type, a.task_short_name, a.run_source, a.created_by, a.labels, a.trigger_name,
a.trigger_task_name, a.trigger_revision, a.trigger_type, a.relation, a.recovered_from, a.condition_spec, CASE WHEN NOT
r.rank = 6 THEN false WHEN r.error IS NULL AND r.output_uri IS NULL AND r.signal_value IS NULL AND r.cache_status = 0
THEN true ELSE (SELECT o.phase NOT IN (5, 6, 7, 8, 10) OR o.attempts < a.attempts FROM actions AS o WHERE o.run_name =
a.run_name AND o.name = a.name AND o.domain || '' = a.domain AND o.project || '' = a.project) END
;
UPDATE actions AS a SET phase = r.phase, attempts = CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END,
cache_status = CASE WHEN r.cache_status <> 0 THEN r.cache_status WHEN r.attempt > a.attempts THEN 0 ELSE
a.cache_status END, created_at = CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at ELSE
a.created_at END, updated_at = now(), ended_at = CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()), a.created_at) END, duration_ms = (extract(epoch FROM
CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.ended_at END,
r.ended_at, now()), a.created_at) END - CASE WHEN r.started_at < a.created_at - interval '1 second' THEN r.started_at
ELSE a.created_at END) * 1000)::bigint, change_seq = nextval('change_seq'), error = COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.error END, r.error), output_uri = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE
a.output_uri END, r.output_uri), signal_value = COALESCE(a.signal_value, r.signal_value), signalled_by =
COALESCE(a.signalled_by, r.signalled_by), abort_reason = COALESCE(a.abort_reason, CASE WHEN r.phase = 7 THEN
r.abort_reason END) FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[],
$8::int[], $9::timestamptz[], $10::timestamptz[], $11::bytea[], $12::text[], $13::bytea[], $14::bytea[], $15::text[])
AS r(project, domain, run_name, name, attempt, phase, rank, cache_status, started_at, ended_at, error, output_uri,
signal_value, signalled_by, abort_reason) WHERE a.run_name = r.run_name AND a.name = r.name AND a.domain || '' =
r.domain AND a.project || '' = r.project AND ((CASE WHEN r.attempt > a.attempts THEN r.rank > 0 AND a.phase NOT IN (5,
7, 10) WHEN r.attempt <> 0 AND r.attempt < a.attempts THEN false ELSE r.rank > CASE a.phase WHEN 1 THEN 1 WHEN 2 THEN
2 WHEN 3 THEN 3 WHEN 4 THEN 4 WHEN 5 THEN 6 WHEN 6 THEN 6 WHEN 7 THEN 6 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 6
ELSE 0 END END) OR (r.phase = a.phase AND (r.attempt = 0 OR r.attempt = a.attempts) AND ((a.error IS NULL AND r.error
IS NOT NULL) OR (a.output_uri IS NULL AND r.output_uri IS NOT NULL) OR (a.signal_value IS NULL AND r.signal_value IS
NOT NULL) OR (a.cache_status = 0 AND r.cache_status <> 0)))) RETURNING a.project, a.domain, a.run_name, a.name,
a.phase, a.attempts, CASE WHEN NOT r.rank = 6 THEN false WHEN r.error IS NULL AND r.output_uri IS NULL AND
r.signal_value IS NULL AND r.cache_status = 0 THEN true ELSE (SELECT o.phase NOT IN (5, 6, 7, 8, 10) OR o.attempts <
a.attempts FROM actions AS o WHERE o.run_name = a.run_name AND o.name = a.name AND o.domain || '' = a.domain AND
o.project || '' = a.project) END
;
UPDATE intents SET attempts = attempts + 1, due_at = now() + $1::bigint * interval '1 millisecond' WHERE id IN (SELECT
id FROM intents WHERE due_at <= now() ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id, kind,
project, domain, run_name, name, attempts - 1 AS failures
;
UPDATE intents SET due_at = now() + $2::bigint * interval '1 millisecond', last_error = $3 WHERE id = $1
;
WITH RECURSIVE tree AS ( SELECT name FROM actions WHERE actions.run_name = $3 AND actions.name = $4 AND actions.domain
|| '' = $2 AND actions.project || '' = $1 UNION SELECT child.name FROM tree JOIN actions AS child ON child.project =
$1 AND child.domain = $2 AND child.run_name = $3 AND child.parent_action_name = tree.name), marked AS ( UPDATE actions
AS a SET phase = 7, abort_reason = $5, aborted_by = $6, updated_at = now(), ended_at = GREATEST(now(), created_at),
change_seq = nextval('change_seq'), duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) *
1000)::bigint FROM tree WHERE a.run_name = $3 AND a.name = tree.name AND a.domain || '' = $2 AND a.project || '' = $1
AND a.phase NOT IN (5, 6, 7, 8, 10) RETURNING a.name), withdrawn AS ( DELETE FROM intents AS i USING marked WHERE
i.kind = 1 AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name) , added AS ( INSERT INTO
intents (kind, project, domain, run_name, name, due_at) SELECT 2, $1, $2, $3, $4, now() + $7::bigint * interval '1
millisecond' WHERE EXISTS (SELECT FROM marked) ON CONFLICT (kind, project, domain, run_name, name) DO UPDATE SET
due_at = EXCLUDED.due_at, attempts = 0 RETURNING id) SELECT (SELECT id FROM added) AS id, name, (SELECT count(*) FROM
tree) AS found FROM marked UNION ALL SELECT NULL, NULL, (SELECT count(*) FROM tree) WHERE NOT EXISTS (SELECT FROM
marked)
;
WITH RECURSIVE tree AS ( SELECT name FROM actions WHERE actions.run_name = $3 AND actions.name = $4 AND actions.domain
|| '' = $2 AND actions.project || '' = $1 UNION SELECT child.name FROM tree JOIN actions AS child ON child.project =
$1 AND child.domain = $2 AND child.run_name = $3 AND child.parent_action_name = tree.name), marked AS ( UPDATE actions
AS a SET phase = 7, abort_reason = $5, aborted_by = $6, updated_at = now(), ended_at = GREATEST(now(), created_at),
change_seq = nextval('change_seq'), duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) *
1000)::bigint FROM tree WHERE a.run_name = $3 AND a.name = tree.name AND a.domain || '' = $2 AND a.project || '' = $1
AND a.phase NOT IN (5, 6, 7, 8, 10) RETURNING a.name), withdrawn AS ( DELETE FROM intents AS i USING marked WHERE
i.kind = 1 AND i.project = $1 AND i.domain = $2 AND i.run_name = $3 AND i.name = marked.name) SELECT name FROM marked
;
WITH appended AS (INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info,
error_kind) SELECT * FROM unnest($16::text[], $17::text[], $18::text[], $19::text[], $20::int[], $21::smallint[],
$22::int[], $23::bytea[], $24::text[]) ON CONFLICT DO NOTHING ) UPDATE actions AS a SET phase = r.phase, attempts =
CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END, cache_status = CASE WHEN r.cache_status <> 0 THEN
r.cache_status WHEN r.attempt > a.attempts THEN 0 ELSE a.cache_status END, created_at = CASE WHEN r.started_at <
a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END, updated_at = now(), ended_at = CASE WHEN
r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()),
a.created_at) END, duration_ms = (extract(epoch FROM CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()), a.created_at) END - CASE WHEN r.started_at <
a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END) * 1000)::bigint, change_seq =
nextval('change_seq'), error = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.error END, r.error),
output_uri = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.output_uri END, r.output_uri), signal_value =
COALESCE(a.signal_value, r.signal_value), signalled_by = COALESCE(a.signalled_by, r.signalled_by), abort_reason =
COALESCE(a.abort_reason, CASE WHEN r.phase = 7 THEN r.abort_reason END) FROM unnest($1::text[], $2::text[],
$3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::timestamptz[], $10::timestamptz[],
$11::bytea[], $12::text[], $13::bytea[], $14::bytea[], $15::text[]) AS r(project, domain, run_name, name, attempt,
phase, rank, cache_status, started_at, ended_at, error, output_uri, signal_value, signalled_by, abort_reason) WHERE
a.run_name = r.run_name AND a.name = r.name AND a.domain || '' = r.domain AND a.project || '' = r.project AND ((CASE
WHEN r.attempt > a.attempts THEN r.rank > 0 AND a.phase NOT IN (5, 7, 10) WHEN r.attempt <> 0 AND r.attempt <
a.attempts THEN false ELSE r.rank > CASE a.phase WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 4 WHEN 5 THEN 6
WHEN 6 THEN 6 WHEN 7 THEN 6 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 6 ELSE 0 END END) OR (r.phase = a.phase AND
(r.attempt = 0 OR r.attempt = a.attempts) AND ((a.error IS NULL AND r.error IS NOT NULL) OR (a.output_uri IS NULL AND
r.output_uri IS NOT NULL) OR (a.signal_value IS NULL AND r.signal_value IS NOT NULL) OR (a.cache_status = 0 AND
r.cache_status <> 0)))) RETURNING a.project, a.domain, a.run_name, a.name, a.parent_action_name, a.phase, a.attempts,
a.cache_status, a.created_at, a.updated_at, a.ended_at, a.duration_ms, a.change_seq, a.action_type, a.action_group,
a.function_name, a.environment_name, a.task_project, a.task_domain, a.task_name, a.task_version, a.task_type,
a.task_short_name, a.run_source, a.created_by, a.labels, a.trigger_name, a.trigger_task_name, a.trigger_revision,
a.trigger_type, a.relation, a.recovered_from, a.condition_spec, CASE WHEN NOT r.rank = 6 THEN false WHEN r.error IS
NULL AND r.output_uri IS NULL AND r.signal_value IS NULL AND r.cache_status = 0 THEN true ELSE (SELECT o.phase NOT IN
(5, 6, 7, 8, 10) OR o.attempts < a.attempts FROM actions AS o WHERE o.run_name = a.run_name AND o.name = a.name AND
o.domain || '' = a.domain AND o.project || '' = a.project) END
;
WITH appended AS (INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info,
error_kind) SELECT * FROM unnest($16::text[], $17::text[], $18::text[], $19::text[], $20::int[], $21::smallint[],
$22::int[], $23::bytea[], $24::text[]) ON CONFLICT DO NOTHING ) UPDATE actions AS a SET phase = r.phase, attempts =
CASE WHEN r.attempt = 0 THEN a.attempts ELSE r.attempt END, cache_status = CASE WHEN r.cache_status <> 0 THEN
r.cache_status WHEN r.attempt > a.attempts THEN 0 ELSE a.cache_status END, created_at = CASE WHEN r.started_at <
a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END, updated_at = now(), ended_at = CASE WHEN
r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()),
a.created_at) END, duration_ms = (extract(epoch FROM CASE WHEN r.rank = 6 THEN GREATEST(COALESCE(CASE WHEN r.attempt >
a.attempts THEN NULL ELSE a.ended_at END, r.ended_at, now()), a.created_at) END - CASE WHEN r.started_at <
a.created_at - interval '1 second' THEN r.started_at ELSE a.created_at END) * 1000)::bigint, change_seq =
nextval('change_seq'), error = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.error END, r.error),
output_uri = COALESCE(CASE WHEN r.attempt > a.attempts THEN NULL ELSE a.output_uri END, r.output_uri), signal_value =
COALESCE(a.signal_value, r.signal_value), signalled_by = COALESCE(a.signalled_by, r.signalled_by), abort_reason =
COALESCE(a.abort_reason, CASE WHEN r.phase = 7 THEN r.abort_reason END) FROM unnest($1::text[], $2::text[],
$3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::timestamptz[], $10::timestamptz[],
$11::bytea[], $12::text[], $13::bytea[], $14::bytea[], $15::text[]) AS r(project, domain, run_name, name, attempt,
phase, rank, cache_status, started_at, ended_at, error, output_uri, signal_value, signalled_by, abort_reason) WHERE
a.run_name = r.run_name AND a.name = r.name AND a.domain || '' = r.domain AND a.project || '' = r.project AND ((CASE
WHEN r.attempt > a.attempts THEN r.rank > 0 AND a.phase NOT IN (5, 7, 10) WHEN r.attempt <> 0 AND r.attempt <
a.attempts THEN false ELSE r.rank > CASE a.phase WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 4 THEN 4 WHEN 5 THEN 6
WHEN 6 THEN 6 WHEN 7 THEN 6 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 6 ELSE 0 END END) OR (r.phase = a.phase AND
(r.attempt = 0 OR r.attempt = a.attempts) AND ((a.error IS NULL AND r.error IS NOT NULL) OR (a.output_uri IS NULL AND
r.output_uri IS NOT NULL) OR (a.signal_value IS NULL AND r.signal_value IS NOT NULL) OR (a.cache_status = 0 AND
r.cache_status <> 0)))) RETURNING a.project, a.domain, a.run_name, a.name, a.phase, a.attempts, CASE WHEN NOT r.rank =
6 THEN false WHEN r.error IS NULL AND r.output_uri IS NULL AND r.signal_value IS NULL AND r.cache_status = 0 THEN true
ELSE (SELECT o.phase NOT IN (5, 6, 7, 8, 10) OR o.attempts < a.attempts FROM actions AS o WHERE o.run_name =
a.run_name AND o.name = a.name AND o.domain || '' = a.domain AND o.project || '' = a.project) END
;
WITH r AS ( SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
$8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::text[], $16::text[],
$17::text[], $18::bytea[], $19::text[], $20::bytea[], $21::bytea[]) AS r(project, domain, run_name, subject,
request_id, run_source, task_project, task_domain, task_name, task_version, task_type, task_short_name,
environment_name, task_spec_digest, input_uri, run_output_base, cache_key, run_spec, labels, created_by, relation)),
fresh AS ( INSERT INTO run_requests (subject, request_id, project, domain, run_name) SELECT subject, request_id,
project, domain, run_name FROM r WHERE request_id <> '' ON CONFLICT DO NOTHING RETURNING project, domain, run_name),
root AS ( INSERT INTO actions (project, domain, run_name, name, phase, attempts, action_type, run_source,
task_project, task_domain, task_name, task_version, task_type, task_short_name, function_name, environment_name,
task_spec_digest, input_uri, run_output_base, cache_key, run_spec, labels, created_by, created_by_subject, relation)
SELECT project, domain, run_name, 'a0', 1, 1, 1, run_source, NULLIF(task_project, ''), NULLIF(task_domain, ''),
task_name, NULLIF(task_version, ''), task_type, task_short_name, task_name, environment_name, task_spec_digest,
input_uri, run_output_base, cache_key, run_spec, labels::jsonb, created_by, NULLIF(subject, ''), relation FROM r WHERE
request_id = '' OR (project, domain, run_name) IN (SELECT project, domain, run_name FROM fresh) ON CONFLICT DO NOTHING
RETURNING *), numbered AS MATERIALIZED (SELECT root.*, nextval('intents_id_seq') AS id FROM root), added AS ( INSERT
INTO intents (id, kind, project, domain, run_name, name, due_at) SELECT id, 1, project, domain, run_name, name, now()
+ $22::bigint * interval '1 millisecond' FROM numbered ON CONFLICT (kind, project, domain, run_name, name) DO UPDATE
SET id = EXCLUDED.id, due_at = EXCLUDED.due_at) SELECT project, domain, run_name, name, parent_action_name, phase,
attempts, cache_status, created_at, updated_at, ended_at, duration_ms, change_seq, action_type, action_group,
function_name, environment_name, task_project, task_domain, task_name, task_version, task_type, task_short_name,
run_source, created_by, labels, trigger_name, trigger_task_name, trigger_revision, trigger_type, relation,
recovered_from, condition_spec, id FROM numbered
;
WITH stale AS ( SELECT project, domain, run_name, name FROM actions WHERE phase NOT IN (5, 6, 7, 8, 10) AND
action_type = 1 AND updated_at < now() - $1::bigint * interval '1 millisecond' ORDER BY updated_at LIMIT $2 FOR UPDATE
SKIP LOCKED), touched AS ( UPDATE actions AS a SET updated_at = now() FROM stale AS s WHERE a.run_name = s.run_name
AND a.name = s.name AND a.domain || '' = s.domain AND a.project || '' = s.project) INSERT INTO intents (kind, project,
domain, run_name, name) SELECT 1, project, domain, run_name, name FROM stale ON CONFLICT DO NOTHING
;
insert into projects (created_at,description,labels,name,state,updated_at,identifier) values ($1,$2,$3,$4,$5,$6,$7)
;
select pe1_0.identifier,pe1_0.created_at,pe1_0.description,pe1_0.labels,pe1_0.name,pe1_0.state,pe1_0.updated_at from
projects pe1_0 where pe1_0.identifier=$1
;
select pe1_0.identifier,pe1_0.created_at,pe1_0.description,pe1_0.labels,pe1_0.name,pe1_0.state,pe1_0.updated_at from
projects pe1_0 where pe1_0.state<>$1 order by pe1_0.identifier offset $2 rows fetch first $3 rows only
;
select pe1_0.identifier,pe1_0.created_at,pe1_0.description,pe1_0.labels,pe1_0.name,pe1_0.state,pe1_0.updated_at from
projects pe1_0 where pe1_0.state=$1 and position($2 in cast(pe1_0.name as varchar))>0 order by pe1_0.identifier offset
$3 rows fetch first $4 rows only
;
select pe1_0.identifier,pe1_0.created_at,pe1_0.description,pe1_0.labels,pe1_0.name,pe1_0.state,pe1_0.updated_at from
projects pe1_0 where pe1_0.state=$1 order by pe1_0.identifier offset $2 rows fetch first $3 rows only
;
update projects set description=$1,labels=$2,name=$3,state=$4,updated_at=$5 where identifier=$6
