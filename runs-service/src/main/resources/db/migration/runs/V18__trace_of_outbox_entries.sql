-- W3C trace context of the call that caused the entry: its delivery is part of that trace. NULL without one.
ALTER TABLE intents ADD COLUMN trace_parent TEXT;
