package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to run, and as which action. Never changes after creation. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(value = "self == oldSelf", message = "spec never changes: create another TaskAction")
public class TaskActionSpec {
    @Required
    @Size(min = 1, max = 30)
    public String runName;

    @Required
    @Size(min = 1, max = 63)
    public String project;

    @Required
    @Size(min = 1, max = 63)
    public String domain;

    /** Unique in its run; the root's is {@code a0}. */
    @Required
    @Size(min = 1, max = 30)
    public String actionName;

    /** Absent for the root. */
    @Size(min = 1, max = 30)
    public String parentActionName;

    /** {@code task} (also when absent) or {@code condition}. */
    @Pattern("^(task|condition)$")
    @Size(max = 16)
    public String actionType;

    /** Serialized {@code workflow.ConditionAction}. */
    @SchemaFrom(type = String.class)
    public byte[] conditionSpec;

    /** Folder of inputs.pb, or its full address. */
    @Size(max = 2048)
    public String inputUri;

    /** Base folder of the run; outputs go to {@code <runOutputBase>/<actionName>/<attempt>}. */
    @Size(max = 2048)
    public String runOutputBase;

    /** Where blobs of user code go; absent: below the attempt's output folder. */
    @Size(max = 2048)
    public String rawDataPrefix;

    /** The cache key that the SDK computed. */
    @Size(max = 256)
    public String cacheKey;

    /** Selects the plugin. */
    @Size(max = 63)
    public String taskType;

    @Size(max = 63)
    public String shortName;

    /** Serialized {@code core.TaskTemplate}, plain or gzip; see {@link Template}. */
    @SchemaFrom(type = String.class)
    public byte[] taskTemplate;

    /** Address of the serialized template, when it is too big to be stored inline. */
    @Size(max = 2048)
    public String taskTemplateUri;

    /** The {@code core.TaskTemplate} in its JSON form, instead of {@link #taskTemplate}: for objects written by hand. */
    @PreserveUnknownFields
    public JsonNode template;

    /** Environment of the run. */
    public Map<String, String> envVars = new LinkedHashMap<>();

    /** The run's choice; absent: the task's own. */
    public Boolean interruptible;

    @Size(max = 256)
    public String group;

    /** The same for all actions and attempts of a run. */
    @SchemaFrom(type = String.class)
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public Instant runStartTime;

    /** Whether the run computes anew and replaces what is cached; absent: no. */
    public Boolean overwriteCache;

    /** Actions of the run that may be at work at once; absent: any number. */
    @Min(1)
    public Integer maxActionConcurrency;

    /** The queue that the action is in; absent: {@code default}. */
    @Size(max = 63)
    public String queue;

    /** The queue of the run, for actions that name none; absent: {@code default}. */
    @Size(max = 63)
    public String runQueue;

    /** The run's Kubernetes service account; it wins over the task's. */
    @Size(max = 253)
    public String serviceAccount;
}
