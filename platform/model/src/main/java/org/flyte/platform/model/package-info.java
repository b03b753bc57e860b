/**
 * The model that all services share: phases and their order, keys of runs and actions, paths below a run, back-off, time
 * conversion, checks of request fields, and the domain errors. Plain Java and the API's messages; no framework.
 */
package org.flyte.platform.model;
