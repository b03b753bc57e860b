package org.flyte.dataproxy.translate;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.dataproxy.data.ActionDataScope;
import org.flyte.dataproxy.data.StoredMessages;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.dataproxy.translate.rule.LaunchForm;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.InputsLayout;

/** Makes a launch form with the literals of a request, of an action or of a trigger. */
@ApplicationScoped
class LiteralsToForm {
    private final RunsClient runs;
    private final StoredMessages messages;
    private final ActionDataScope scope;

    LiteralsToForm(RunsClient runs, StoredMessages messages, ActionDataScope scope) {
        this.runs = runs;
        this.messages = messages;
        this.scope = scope;
    }

    /** The form of the variables. */
    Uni<LaunchForm> execute(LiteralSource source, VariableMap variables) {
        return literals(source, CallMemory.current())
                .map(literals -> LaunchForm.of(variables, byName(literals), Set.of()));
    }

    private Uni<List<NamedLiteral>> literals(LiteralSource source, Optional<CallMemory> call) {
        return switch (source) {
            case LiteralSource.Inline inline -> Uni.createFrom().item(inline.literals());
            case LiteralSource.OfAction of ->
                runs.dataUris(of.action())
                        .map(uris -> known(uris, of.uri()))
                        .call(uri -> scope.check(of.action(), List.of(uri)))
                        .chain(uri -> read(call, uri));
            case LiteralSource.OfTrigger of ->
                runs.trigger(of.trigger())
                        .chain(details -> ofTrigger(call, of.trigger().getName(), details));
        };
    }

    private static String known(GetActionDataURIsResponse uris, String uri) {
        if (!uri.equals(uris.getInputsUri()) && !uri.equals(uris.getOutputsUri())) {
            throw new InvalidArgument(
                    "literals_uri '%s' does not match any data URI of the action", Address.shown(uri));
        }
        return uri;
    }

    private Uni<List<NamedLiteral>> ofTrigger(Optional<CallMemory> call, TriggerName name, TriggerDetails trigger) {
        if (trigger.getSpec().hasInputs()) {
            return Uni.createFrom().item(trigger.getSpec().getInputs().getLiteralsList());
        }
        String uri = trigger.getSpec().getOffloadedInputData().getUri();
        if (uri.isEmpty()) {
            throw new InvalidArgument("the trigger has no offloaded input data");
        }
        String file = new InputsLayout(uri).file();
        scope.checkUpload(name.getProject(), name.getDomain(), file);
        return read(call, file);
    }

    /** Outputs are read as inputs too: the two messages have their literals in the same field. */
    private Uni<List<NamedLiteral>> read(Optional<CallMemory> call, String uri) {
        return messages.read(
                call,
                List.of(uri),
                contents -> contents.message(uri, Inputs.parser(), Inputs.getDescriptor())
                        .map(Inputs::getLiteralsList)
                        .orElseThrow(() -> new NotFound("object %s does not exist", uri)));
    }

    private static Map<String, Literal> byName(List<NamedLiteral> literals) {
        Map<String, Literal> byName = new LinkedHashMap<>();
        literals.forEach(literal -> byName.putIfAbsent(literal.getName(), literal.getValue()));
        return byName;
    }
}
