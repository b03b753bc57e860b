package org.flyte.apps.spec.rule;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Checks the container of an app. */
final class ContainerCheck {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern VARIABLE = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
    private static final Pattern QUANTITY =
            Pattern.compile("(?:\\d{1,19}(?:\\.\\d{0,9})?|\\.\\d{1,9})(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,2})?");

    private ContainerCheck() {}

    static void check(String field, Container container) {
        RequestFields.required(field + ".image", container.getImage());
        port(field + ".ports", container);
        variables(field + ".env", container.getEnvList());
        resources(field + ".resources.requests", container.getResources().getRequestsList());
        resources(field + ".resources.limits", container.getResources().getLimitsList());
        refuse(field + ".data_config", container.hasDataConfig());
        refuse(field + ".config", hasConfig(container));
    }

    @SuppressWarnings("deprecation")
    private static boolean hasConfig(Container container) {
        return container.getConfigCount() > 0;
    }

    private static void port(String field, Container container) {
        if (container.getPortsCount() != 1) {
            throw new InvalidArgument("%s has %d ports, an app has exactly one", field, container.getPortsCount());
        }
        int port = container.getPorts(0).getContainerPort();
        if (port < 1 || port > HIGHEST_PORT) {
            throw new InvalidArgument("%s.container_port must be from 1 to %d", field, HIGHEST_PORT);
        }
    }

    private static void variables(String field, List<KeyValuePair> variables) {
        for (KeyValuePair variable : variables) {
            if (!VARIABLE.matcher(variable.getKey()).matches()) {
                throw new InvalidArgument("%s.key is not the name of an environment variable", field);
            }
            RequestFields.storable(field + ".value", variable.getValue());
        }
    }

    private static void resources(String field, List<ResourceEntry> entries) {
        Set<ResourceName> seen = EnumSet.noneOf(ResourceName.class);
        for (ResourceEntry entry : entries) {
            ResourceName name = entry.getName();
            RequestFields.known(field + ".name", name != ResourceName.UNRECOGNIZED && name != ResourceName.UNKNOWN);
            if (!seen.add(name)) {
                throw new InvalidArgument("%s has %s twice", field, name);
            }
            if (!QUANTITY.matcher(entry.getValue()).matches()) {
                throw new InvalidArgument(
                        "%s.value of %s is not a quantity of Kubernetes, such as 500m or 1Gi", field, name);
            }
        }
    }

    private static void refuse(String field, boolean present) {
        if (present) {
            throw new InvalidArgument("%s is not supported for apps: leave it out", field);
        }
    }
}
