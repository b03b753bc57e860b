package org.flyte.dataproxy;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.flyte.platform.testkit.ArchitectureRules;

@AnalyzeClasses(packages = "org.flyte.dataproxy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule RULES_ARE_PURE = ArchitectureRules.pure(
            "org.flyte.dataproxy.Times",
            "org.flyte.dataproxy.Ids",
            "org.flyte.dataproxy.call.Origin",
            "org.flyte.dataproxy.upload.UploadRules",
            "org.flyte.dataproxy.upload.Base32",
            "org.flyte.dataproxy.inputs.InputsDigest",
            "org.flyte.dataproxy.inputs.RunScope",
            "org.flyte.dataproxy.download.CodeBundles",
            "org.flyte.dataproxy.logs.LogTarget",
            "org.flyte.dataproxy.logs.LogText",
            "org.flyte.dataproxy.logs.LineReader",
            "org.flyte.dataproxy.links.UploadTerms");
}
