/** Which addresses in the object store requests may name. */
package org.flyte.runs.data;
