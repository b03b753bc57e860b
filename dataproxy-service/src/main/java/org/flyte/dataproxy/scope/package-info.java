/** Which addresses belong to a project, a run or an action. */
package org.flyte.dataproxy.scope;
