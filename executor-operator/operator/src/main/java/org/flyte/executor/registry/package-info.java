/** Finds the plugins, decides which one carries out which type of tasks, and gives them what they need of the operator. */
package org.flyte.executor.registry;
