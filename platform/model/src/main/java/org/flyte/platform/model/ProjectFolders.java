package org.flyte.platform.model;

/**
 * The folders of one project and domain in the object store. A run may have chosen any base for its folder, so that is known
 * by its names, {@code /project/domain/}, not by what precedes them.
 */
public record ProjectFolders(String project, String domain) {
    /** Whether the object lies in a folder of the project and domain, or in the one of these names below it. */
    public boolean has(String address, String... names) {
        StringBuilder folder = new StringBuilder("/")
                .append(project)
                .append('/')
                .append(domain)
                .append('/');
        for (String name : names) {
            folder.append(name).append('/');
        }
        return address.indexOf(folder.toString(), startOfKey(address)) >= 0;
    }

    @Override
    public String toString() {
        return project + "/" + domain;
    }

    /** Where the key begins: a bucket's name says nothing of a project. */
    private static int startOfKey(String address) {
        int scheme = address.indexOf("://");
        int slash = scheme < 0 ? 0 : address.indexOf('/', scheme + 3);
        return slash < 0 ? address.length() : slash;
    }
}
