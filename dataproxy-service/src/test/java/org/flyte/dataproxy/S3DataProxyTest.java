package org.flyte.dataproxy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.platform.testkit.RealS3;

@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(RealS3.class)
class S3DataProxyTest extends DataProxyContract {}
