/** PostgreSQL, Kafka, S3 and a Kubernetes API inside this process, for devbox and for tests. */
package org.flyte.platform.embedded;
