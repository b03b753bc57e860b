package org.flyte.dataproxy;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.flyte.platform.testkit.ArchitectureRules;
import org.flyte.platform.testkit.StructureRules;

@AnalyzeClasses(packages = "org.flyte.dataproxy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);

    @ArchTest
    static final ArchRule RULES_ARE_PURE = ArchitectureRules.pure(
            "org.flyte.dataproxy.call.Origin",
            "org.flyte.dataproxy.download.Artifact",
            "org.flyte.dataproxy.download.CodeBundle",
            "org.flyte.dataproxy.inputs.InputsDigest",
            "org.flyte.dataproxy.inputs.InputsScope",
            "org.flyte.dataproxy.inputs.TaskSource",
            "org.flyte.dataproxy.logs.LogSelection",
            "org.flyte.dataproxy.logs.LogTarget",
            "org.flyte.dataproxy.logs.live.LogCursor",
            "org.flyte.dataproxy.presigned.UploadConditions",
            "org.flyte.dataproxy.presigned.UrlLifetime",
            "org.flyte.dataproxy.upload.Base32",
            "org.flyte.dataproxy.upload.NewUpload");
}
