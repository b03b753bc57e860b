/** Start and stop of devbox: command line, data folder, embedded infrastructure, configuration of the services. */
package org.flyte.devbox.start;
