package org.flyte.dataproxy.support;

import java.util.stream.Stream;

/** Names and addresses that try to leave the folder of their caller. */
public final class HostileNames {
    private HostileNames() {}

    /** Names of files and folders. */
    public static Stream<String> all() {
        return Stream.of(
                "..",
                "../passwd",
                "a/../../../passwd",
                "./passwd",
                "x/..",
                "x/.",
                "%2e%2e/passwd",
                "..%2fpasswd",
                "%2e%2e%2f%2e%2e%2fpasswd",
                "%252e%252e%252fpasswd",
                "\uff0e\uff0e/passwd",
                "..\uff0fpasswd",
                "\u2025/passwd",
                "..\u2215passwd",
                "..\\passwd",
                "a\\..\\..\\passwd",
                "passwd\0",
                "a\0/../passwd",
                "/etc/passwd",
                "//etc//passwd",
                "s3://elsewhere/passwd",
                "file:///etc/passwd",
                "a?expires=9&signature=x",
                "a#fragment",
                "a;b=c",
                "~root/passwd",
                "$(id)",
                "\u202egpj.exe",
                "line\nbreak",
                "\u007f",
                "x".repeat(300),
                "offloaded-inputs",
                "LVAUAKV4JMVHNOLRTWIRAF6FSI======");
    }

    /** Whole addresses; BASE stands for the store's. */
    public static Stream<String> addresses() {
        return Stream.of(
                "s3://elsewhere/uploads/flytesnacks/development/x",
                "s3://elsewhere/flytesnacks/development/r1/mine/1/report.html",
                "gs://elsewhere/flytesnacks/development/r1/mine/1/report.html",
                "file:///flytesnacks/development/r1/mine/1/report.html",
                "/etc/flytesnacks/development/r1/mine/passwd",
                "http://169.254.169.254/flytesnacks/development/r1/mine/",
                "BASE-other/flytesnacks/development/r1/mine/1/report.html",
                "BASE/uploads/flytesnacks/development/../../other/x",
                "BASE/uploads/flytesnacks/development/\uff0e\uff0e/x",
                "BASE/flytesnacks/development/r1/mine/../../../../secret",
                "BASE/flytesnacks/development/r1/mine/x\0",
                "BASE/../flytesnacks/development/r1/mine/x");
    }
}
