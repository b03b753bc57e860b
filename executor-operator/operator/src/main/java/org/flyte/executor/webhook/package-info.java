/** The webhook that gives secrets to pods of other controllers, and its certificates. */
package org.flyte.executor.webhook;
