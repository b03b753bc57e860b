/** The formats of the protocols: codecs, frames, compression, headers, statuses. */
package org.flyte.platform.connect.wire;
