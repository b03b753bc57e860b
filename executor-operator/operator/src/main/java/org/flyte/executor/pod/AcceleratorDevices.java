package org.flyte.executor.pod;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Values of node labels by the names of devices, whatever their case and whether they are written with blanks or underscores. */
final class AcceleratorDevices {
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Map<String, String> KNOWN = known();

    private final Map<String, String> configured = new HashMap<>();

    /** @param configured further names, or other values for known ones */
    AcceleratorDevices(Map<String, String> configured) {
        configured.forEach((name, value) -> this.configured.put(key(name), value));
    }

    /**
     * The label value of a device; of an unknown one the name itself.
     *
     * @throws BadTemplateException when that is not a label value
     */
    String labelOf(String device) {
        String key = key(device);
        String value = configured.getOrDefault(key, KNOWN.getOrDefault(key, device));
        if (!LABEL_VALUE.matcher(value).matches()) {
            throw new BadTemplateException(
                    "extended_resources.gpu_accelerator.device '%s' is unknown and no value of a node label: map it by"
                            + " flyte.executor.pod.accelerator-devices",
                    device);
        }
        return value;
    }

    private static String key(String name) {
        return name.toUpperCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        add(known, "nvidia-", "A2", "A10", "A10G", "A100G", "B200", "GB10", "GB200", "H100", "H200", "L4", "L40S");
        add(known, "nvidia-", "RTX PRO 4500", "RTX PRO 6000", "L4 VWS");
        add(known, "nvidia-tesla-", "A100", "K80", "M60", "P4", "P100", "T4", "V100");
        add(known, "aws-neuron-", "INF1", "INF2", "TRN1", "TRN1N", "TRN2", "TRN2U");
        add(known, "amd-", "MI100", "MI210", "MI250", "MI250X", "MI300A", "MI300X", "MI325X", "MI350X", "MI355X");
        known.putAll(Map.of(
                "A100 80G", "nvidia-a100-80gb",
                "H100 80G", "nvidia-h100-80gb",
                "H100 MEGA 80G", "nvidia-h100-mega-80gb",
                "V5E", "tpu-v5-lite-podslice",
                "V5P", "tpu-v5p-slice",
                "V6E", "tpu-v6e-slice",
                "GAUDI1", "habana-gaudi-dl1"));
        return Map.copyOf(known);
    }

    private static void add(Map<String, String> known, String prefix, String... names) {
        for (String name : List.of(names)) {
            known.put(name, prefix + name.toLowerCase(Locale.ROOT).replace(' ', '-'));
        }
    }
}
