package org.flyte.runs.access;

import org.flyte.idl.access.StoredRoleBinding;
import org.flyte.idl.access.SubjectKind;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;

/** Bindings as messages. */
final class BindingMessages {
    private BindingMessages() {}

    /** Fails with InvalidArgument that names the field. */
    static RoleBinding parse(org.flyte.idl.access.RoleBinding message, UserIssuer issuer) {
        return new RoleBinding(
                new Subject(kind(message), issuer(message, issuer), text("binding.subject", message.getSubject())),
                role(message),
                text("binding.project", message.getProject()),
                text("binding.domain", message.getDomain()));
    }

    static org.flyte.idl.access.RoleBinding message(RoleBinding binding) {
        org.flyte.idl.access.RoleBinding.Builder message = org.flyte.idl.access.RoleBinding.newBuilder()
                .setIssuer(binding.subject().issuer())
                .setSubject(binding.subject().id())
                .setProject(binding.project())
                .setDomain(binding.domain());
        message.setSubjectKind(
                switch (binding.subject().kind()) {
                    case USER -> SubjectKind.SUBJECT_KIND_USER;
                    case GROUP -> SubjectKind.SUBJECT_KIND_GROUP;
                    case SERVICE -> SubjectKind.SUBJECT_KIND_SERVICE;
                });
        message.setRole(
                switch (binding.role()) {
                    case VIEWER -> org.flyte.idl.access.Role.ROLE_VIEWER;
                    case RUNNER -> org.flyte.idl.access.Role.ROLE_RUNNER;
                    case ADMIN -> org.flyte.idl.access.Role.ROLE_ADMIN;
                });
        return message.build();
    }

    static StoredRoleBinding message(StoredBinding stored) {
        return StoredRoleBinding.newBuilder()
                .setBinding(message(stored.binding()))
                .setSource(
                        switch (stored.source()) {
                            case API -> org.flyte.idl.access.BindingSource.BINDING_SOURCE_API;
                            case FILE -> org.flyte.idl.access.BindingSource.BINDING_SOURCE_FILE;
                            case CONFIGURATION -> org.flyte.idl.access.BindingSource.BINDING_SOURCE_CONFIGURATION;
                        })
                .setCreatedAt(ProtoTime.of(stored.createdAt()))
                .setCreatedBy(stored.createdBy())
                .build();
    }

    private static Subject.Kind kind(org.flyte.idl.access.RoleBinding message) {
        return switch (message.getSubjectKind()) {
            case SUBJECT_KIND_USER -> Subject.Kind.USER;
            case SUBJECT_KIND_GROUP -> Subject.Kind.GROUP;
            case SUBJECT_KIND_SERVICE -> Subject.Kind.SERVICE;
            case SUBJECT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidArgument("binding.subject_kind is none of user, group and service");
        };
    }

    private static Role role(org.flyte.idl.access.RoleBinding message) {
        return switch (message.getRole()) {
            case ROLE_VIEWER -> Role.VIEWER;
            case ROLE_RUNNER -> Role.RUNNER;
            case ROLE_ADMIN -> Role.ADMIN;
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidArgument("binding.role is none of viewer, runner and admin");
        };
    }

    private static String issuer(org.flyte.idl.access.RoleBinding message, UserIssuer issuer) {
        if (!message.getIssuer().isEmpty()) {
            return text("binding.issuer", message.getIssuer());
        }
        return issuer.only()
                .orElseThrow(() -> new InvalidArgument("binding.issuer is required, use one of %s", issuer.all()));
    }

    private static String text(String field, String value) {
        return RequestFields.required(field, RequestFields.storable(field, value));
    }
}
