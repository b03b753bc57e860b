package org.flyte.apps.backend;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.spec.rule.AppNames;
import org.flyte.idl.app.Ingress;
import org.flyte.idl.app.IngressConfig;

/** The addresses of apps, from the templates of the configuration. */
@ApplicationScoped
public class AppAddresses {
    private static final String APP = "{app}";
    private static final String PORT = "{port}";
    private static final String NAMESPACE = "{namespace}";
    private static final String NONE = "none";

    private final Optional<String> publicUrl;
    private final String internalUrl;
    private final String namespace;

    AppAddresses(AppsConfig config) {
        this.publicUrl = config.publicUrl();
        this.internalUrl = config.internalUrl();
        this.namespace = config.namespace();
    }

    /** Whether each app has a host name of its own. */
    public boolean hasHostNames() {
        return publicUrl.filter(template -> template.contains(APP)).isPresent();
    }

    /** As clients see it. */
    public Ingress ingress(AppDefinition app, int port) {
        Ingress.Builder ingress = Ingress.newBuilder();
        publicUrl(app, port).ifPresent(ingress::setPublicUrl);
        cnameUrl(app).ifPresent(ingress::setCnameUrl);
        return ingress.build();
    }

    /** The host name of the public address; empty when the app has none. */
    public Optional<String> host(AppDefinition app, int port) {
        return hasHostNames() ? publicUrl(app, port).map(url -> URI.create(url).getHost()) : Optional.empty();
    }

    /** What the SDK makes addresses of other apps of the project from; empty when there is no such pattern. */
    public Optional<String> internalPattern(AppDefinition app) {
        if (internalUrl.equals(NONE)) {
            return Optional.empty();
        }
        String suffix = AppNames.suffix(app.key().project(), app.key().domain());
        return Optional.of(internalUrl.replace(APP, "{app_fqdn}-" + suffix).replace(NAMESPACE, namespace));
    }

    private Optional<String> publicUrl(AppDefinition app, int port) {
        IngressConfig wanted = app.spec().getIngress();
        if (wanted.getPrivate()) {
            return Optional.empty();
        }
        String label = wanted.getSubdomain().isEmpty() ? app.objectName() : wanted.getSubdomain();
        return publicUrl.map(template -> template.replace(APP, label).replace(PORT, Integer.toString(port)));
    }

    private Optional<String> cnameUrl(AppDefinition app) {
        String cname = app.spec().getIngress().getCname();
        return cname.isEmpty() || app.spec().getIngress().getPrivate()
                ? Optional.empty()
                : Optional.of("https://" + cname);
    }
}
