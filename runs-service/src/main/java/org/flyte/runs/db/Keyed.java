package org.flyte.runs.db;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The pool for statements that find every row through a whole key, such as those of {@link ActionKeySql#match}; see
 * {@link DatabasePools}. Statements that select ranges, sort or take pages use the pool without this qualifier.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Keyed {}
