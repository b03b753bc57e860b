package org.flyte.platform.model;

/**
 * The folder with the inputs of an action.
 *
 * @param folder without a slash at its end
 */
public record InputsLayout(String folder) {
    private static final String INPUTS_FILE = "inputs.pb";
    private static final String SUFFIX = "/" + INPUTS_FILE;

    /** Takes the address of the folder; clients also send the address of the file itself. */
    public InputsLayout {
        folder = Address.trimEnd(
                folder.endsWith(SUFFIX) ? folder.substring(0, folder.length() - SUFFIX.length()) : folder);
    }

    /** The serialized {@code Inputs} message. */
    public String file() {
        return folder + SUFFIX;
    }
}
