package org.flyte.dataproxy.translate;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.data.StoredMessages;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.dataproxy.translate.rule.LaunchForm;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.InputsLayout;

/** Makes a launch form with the literals of a request, of an action or of a trigger. */
@ApplicationScoped
class LiteralsToForm {
    private final RunsClient runs;
    private final StoredMessages messages;
    private final BlockingExecutor blocking;

    LiteralsToForm(RunsClient runs, StoredMessages messages, BlockingExecutor blocking) {
        this.runs = runs;
        this.messages = messages;
        this.blocking = blocking;
    }

    /** The form of the variables. */
    Uni<LaunchForm> execute(LiteralSource source, VariableMap variables) {
        return literals(source).map(literals -> LaunchForm.of(variables, byName(literals), Set.of()));
    }

    private Uni<List<NamedLiteral>> literals(LiteralSource source) {
        return switch (source) {
            case LiteralSource.Inline inline -> Uni.createFrom().item(inline.literals());
            case LiteralSource.OfAction of ->
                runs.dataUris(of.action()).map(uris -> known(uris, of.uri())).chain(this::read);
            case LiteralSource.OfTrigger of -> runs.trigger(of.trigger()).chain(this::ofTrigger);
        };
    }

    private static String known(GetActionDataURIsResponse uris, String uri) {
        if (!uri.equals(uris.getInputsUri()) && !uri.equals(uris.getOutputsUri())) {
            throw new InvalidArgument(
                    "literals_uri '%s' does not match any data URI of the action", Address.shown(uri));
        }
        return uri;
    }

    private Uni<List<NamedLiteral>> ofTrigger(TriggerDetails trigger) {
        if (trigger.getSpec().hasInputs()) {
            return Uni.createFrom().item(trigger.getSpec().getInputs().getLiteralsList());
        }
        String uri = trigger.getSpec().getOffloadedInputData().getUri();
        if (uri.isEmpty()) {
            throw new InvalidArgument("the trigger has no offloaded input data");
        }
        return read(new InputsLayout(uri).file());
    }

    /** Outputs are read as inputs too: the two messages have their literals in the same field. */
    private Uni<List<NamedLiteral>> read(String uri) {
        return blocking.call(() -> messages.read(uri, Inputs.parser())
                .map(Inputs::getLiteralsList)
                .orElseThrow(() -> new NotFound("object %s does not exist", uri)));
    }

    private static Map<String, Literal> byName(List<NamedLiteral> literals) {
        Map<String, Literal> byName = new LinkedHashMap<>();
        literals.forEach(literal -> byName.putIfAbsent(literal.getName(), literal.getValue()));
        return byName;
    }
}
