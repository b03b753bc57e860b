package org.flyte.platform.secrets.aws;

import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretId;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;

/** Failures of the AWS SDK as ours. Texts of AWS stay out: they may quote the request. */
final class AwsErrors {
    private AwsErrors() {}

    /** Calls AWS about one secret. */
    static <T> T call(SecretId id, Supplier<T> call) {
        try {
            return call.get();
        } catch (InvalidRequestException e) {
            throw new Unavailable(e, "secret %s is being deleted or changed in AWS Secrets Manager; retry later", id);
        } catch (AwsServiceException | SdkClientException e) {
            throw failure(e);
        }
    }

    /** Calls AWS about many secrets. */
    static <T> T list(Supplier<T> call) {
        try {
            return call.get();
        } catch (InvalidNextTokenException e) {
            throw new InvalidArgument("token is of another list or too old; list again from the start");
        } catch (AwsServiceException | SdkClientException e) {
            throw failure(e);
        }
    }

    private static FlyteException failure(RuntimeException failure) {
        if (!(failure instanceof AwsServiceException refusal)) {
            return new Unavailable(
                    failure, "AWS Secrets Manager does not answer, or there are no credentials for it; retry later");
        }
        return refusal.isThrottlingException() || refusal.statusCode() >= 500
                ? new Unavailable(failure, "AWS Secrets Manager is busy; retry later")
                : new FailedPrecondition(
                        "AWS Secrets Manager refuses the request (%s); check flyte.secrets.aws and the policy of its role",
                        refusal.awsErrorDetails().errorCode());
    }
}
