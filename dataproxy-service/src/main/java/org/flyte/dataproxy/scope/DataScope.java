package org.flyte.dataproxy.scope;

import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.ProjectFolders;

/**
 * Where the data of one project and domain lies: in its uploads, and in the folders of its runs.
 *
 * @param uploads folder of the uploads of the project and domain
 */
public record DataScope(ProjectFolders folders, String uploads) {
    /** Folder for the inputs of coming runs, within the uploads. */
    public static final String INPUTS = "offloaded-inputs";

    private static final String RUN_INPUTS = "inputs";

    /** The scope of a project in a store with its uploads below {@code base/prefix}. */
    public static DataScope of(String base, String prefix, String project, String domain) {
        return new DataScope(new ProjectFolders(project, domain), Address.join(base, prefix, project, domain));
    }

    /** Whether the object is an upload. */
    public boolean hasUpload(String address) {
        return Address.isBelow(address, uploads);
    }

    /** Whether the object is in the folder of the action, which must be one of this project. */
    public boolean hasFileOf(ActionKey action, String address) {
        return folders.has(address, action.runName(), action.name());
    }

    /** Whether the object is in the folder of the run of an action. */
    public boolean hasFileOfRunOf(ActionKey action, String address) {
        return folders.has(address, action.runName());
    }

    /** Whether the object may be inputs or outputs of the action: in its folder, inputs of its run, or uploaded. */
    public boolean hasDataOf(ActionKey action, String address) {
        return hasFileOf(action, address)
                || folders.has(address, action.runName(), RUN_INPUTS)
                || hasInputsUpload(address);
    }

    /** Whether the object is an upload, or inputs that were uploaded to a base which the caller chose. */
    public boolean hasInputsUpload(String address) {
        return hasUpload(address) || folders.has(address, INPUTS);
    }

    /** Whether the object is in the folder of any run of the project and domain. */
    public boolean hasFileOfAnyRun(String address) {
        return folders.has(address);
    }
}
