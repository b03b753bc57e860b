package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.executor.config.PodConfig;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;

/** Makes requests and limits of a container. Only the primary container gets defaults. */
final class PodResources {
    private final PodConfig config;
    private final Map<String, Quantity> most;

    PodResources(PodConfig config) {
        this.config = config;
        this.most = new LinkedHashMap<>();
        config.maxResources().forEach((name, amount) -> {
            try {
                most.put(name, check(name, new Quantity(amount)));
            } catch (IllegalArgumentException | BadTemplateException e) {
                throw new IllegalArgumentException(
                        "flyte.executor.pod.max-resources.%s: '%s' is not a quantity".formatted(name, amount), e);
            }
        });
    }

    /**
     * What the container of a template asks for.
     *
     * @param accelerator resource that GPUs mean
     */
    static ResourceRequirements of(Resources resources, String accelerator) {
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(resources.getRequestsList(), accelerator))
                .withLimits(quantities(resources.getLimitsList(), accelerator))
                .build();
    }

    /** @throws BadTemplateException when the container asks for more of a resource than it may */
    void checkMaxima(String container, ResourceRequirements asked) {
        if (asked != null) {
            most.forEach((name, maximum) -> {
                checkMaximum(container, name, asked.getRequests(), maximum);
                checkMaximum(container, name, asked.getLimits(), maximum);
            });
        }
    }

    private static void checkMaximum(String container, String name, Map<String, Quantity> asked, Quantity most) {
        Quantity quantity = asked == null ? null : asked.get(name);
        if (quantity != null && amount(quantity).compareTo(amount(most)) > 0) {
            throw new BadTemplateException(
                    "container %s asks for %s of resource %s; the most is %s", container, quantity, name, most);
        }
    }

    /** The primary container has requests and limits for cpu and memory, and for whatever else it names. */
    ResourceRequirements ofPrimary(ResourceRequirements asked) {
        Map<String, Quantity> requests = checked(asked == null ? null : asked.getRequests());
        Map<String, Quantity> limits = checked(asked == null ? null : asked.getLimits());
        Map<String, Quantity> defaults = new LinkedHashMap<>();
        defaults.put("cpu", new Quantity(config.defaultCpu()));
        defaults.put("memory", new Quantity(config.defaultMemory()));
        defaults.keySet().removeIf(name -> requests.containsKey(name) || limits.containsKey(name));
        requests.putAll(defaults);
        limits.forEach(requests::putIfAbsent);
        requests.forEach((name, request) -> {
            if (config.limitDefaults() || !defaults.containsKey(name)) {
                limits.putIfAbsent(name, request);
            }
        });
        requests.replaceAll((name, request) -> limits.containsKey(name) ? lesser(request, limits.get(name)) : request);
        return new ResourceRequirementsBuilder(asked == null ? new ResourceRequirements() : asked)
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private static Map<String, Quantity> quantities(List<ResourceEntry> entries, String accelerator) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        for (ResourceEntry entry : entries) {
            String name = name(entry.getName(), accelerator);
            if (name != null) {
                Quantity quantity = parse(name, entry.getValue());
                if (amount(quantity).signum() > 0) {
                    quantities.put(name, quantity);
                }
            }
        }
        return quantities;
    }

    private static String name(Resources.ResourceName name, String accelerator) {
        return switch (name) {
            case CPU -> "cpu";
            case MEMORY -> "memory";
            case GPU -> accelerator;
            case EPHEMERAL_STORAGE -> "ephemeral-storage";
            case STORAGE, UNKNOWN, UNRECOGNIZED -> null;
        };
    }

    /** @throws BadTemplateException when the text is not a quantity */
    static Quantity parse(String name, String value) {
        try {
            return check(name, new Quantity(value));
        } catch (IllegalArgumentException e) {
            throw notAQuantity(name, value);
        }
    }

    private static Quantity check(String name, Quantity quantity) {
        try {
            amount(quantity);
            return quantity;
        } catch (RuntimeException e) {
            throw notAQuantity(name, quantity.toString());
        }
    }

    private static BadTemplateException notAQuantity(String name, String value) {
        return new BadTemplateException("resource %s: '%s' is not a quantity", name, value);
    }

    private static Quantity lesser(Quantity request, Quantity limit) {
        return amount(request).compareTo(amount(limit)) > 0 ? limit : request;
    }

    private static BigDecimal amount(Quantity quantity) {
        return quantity.getNumericalAmount();
    }

    private static Map<String, Quantity> checked(Map<String, Quantity> quantities) {
        Map<String, Quantity> checked = quantities == null ? new LinkedHashMap<>() : new LinkedHashMap<>(quantities);
        checked.forEach(PodResources::check);
        return checked;
    }
}
