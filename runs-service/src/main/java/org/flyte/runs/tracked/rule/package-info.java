/** Which reports of a client are taken. No framework. */
package org.flyte.runs.tracked.rule;
