package org.flyte.executor.cache;

/** Is notified when an answer of the cache has come. */
public interface AnswerListener {
    void answered(String namespace, String name);
}
