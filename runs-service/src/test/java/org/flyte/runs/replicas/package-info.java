/**
 * The packaged service as two processes on one database, killed in turn while a seeded driver uses them; an offline checker
 * reads what was acknowledged and seen, and compares it with what is there in the end.
 */
package org.flyte.runs.replicas;
