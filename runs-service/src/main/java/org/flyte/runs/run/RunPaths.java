package org.flyte.runs.run;

import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.Address;

/**
 * Where the data of a run lies (runs spec §5.6).
 *
 * @param inputs directory that holds inputs.pb
 * @param outputBase directory of the run, with a slash at its end
 */
record RunPaths(String inputs, String outputBase) {
    private static final String INPUTS_FILE = "/inputs.pb";

    static RunPaths below(String base, RunIdentifier run) {
        String home = Address.join(base, run.getProject(), run.getDomain(), run.getName());
        return new RunPaths(Address.join(home, "inputs"), home + "/");
    }

    /** The same with inputs that were uploaded before; clients also send the address of the file itself. */
    RunPaths withUploaded(String uri) {
        String directory = uri.endsWith(INPUTS_FILE) ? uri.substring(0, uri.length() - INPUTS_FILE.length()) : uri;
        return new RunPaths(Address.trimEnd(directory), outputBase);
    }

    String inputsFile() {
        return inputs + INPUTS_FILE;
    }
}
