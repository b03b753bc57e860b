package org.flyte.dataproxy.support;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.GetActionDataURIsResponse;

/** What the stubbed runs-service knows; actions by their name. */
@Singleton
public class StubRuns {
    public final Set<String> projects = ConcurrentHashMap.newKeySet();
    public final AtomicInteger projectLookups = new AtomicInteger();
    /** By project; none are there for others. */
    public final Map<String, Settings> settings = new ConcurrentHashMap<>();

    public final Map<String, TaskSpec> tasks = new ConcurrentHashMap<>();
    public final Map<String, TriggerSpec> triggers = new ConcurrentHashMap<>();
    public final Map<String, GetActionDataURIsResponse> dataUris = new ConcurrentHashMap<>();
    public final Map<String, ActionDetails> actions = new ConcurrentHashMap<>();
    public final Map<String, LogContext> logContexts = new ConcurrentHashMap<>();
}
