/** Property tests: a check is run many times with random input, and a failure names the seed that repeats it. */
package org.flyte.platform.propertytest;
