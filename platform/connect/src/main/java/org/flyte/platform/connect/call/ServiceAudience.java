package org.flyte.platform.connect.call;

import io.grpc.MethodDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;

/** For whom the methods of a service are, by the annotations of its class. */
record ServiceAudience(Class<?> service) {
    Audience of(MethodDescriptor<?, ?> method) {
        String name = MutinyMethods.javaName(method.getBareMethodName());
        Stream<Method> methods = hierarchy().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(candidate -> candidate.getName().equals(name));
        return first(methods).or(() -> first(hierarchy().stream())).orElse(Audience.PUBLIC);
    }

    /** The class and those above it: a bean can be a generated subclass. */
    private List<Class<?>> hierarchy() {
        return Stream.<Class<?>>iterate(service, type -> type != null, Class::getSuperclass)
                .toList();
    }

    private static Optional<Audience> first(Stream<? extends AnnotatedElement> elements) {
        return elements.filter(element -> element.isAnnotationPresent(ServedTo.class))
                .map(element -> element.getAnnotation(ServedTo.class).value())
                .findFirst();
    }
}
