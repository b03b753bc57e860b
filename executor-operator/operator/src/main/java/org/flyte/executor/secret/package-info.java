/** The secrets of a task pod: what the task asks for, where it is found, how it gets into the pod. */
package org.flyte.executor.secret;
