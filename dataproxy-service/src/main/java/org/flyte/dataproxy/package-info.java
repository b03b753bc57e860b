/** The data proxy: presigned URLs, inputs and outputs, logs. This package has what all features share. */
package org.flyte.dataproxy;
