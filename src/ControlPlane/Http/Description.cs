using EventCluster.Contracts;
using EventCluster.ControlPlane.Security;
using Microsoft.OpenApi;

namespace EventCluster.ControlPlane.Http;

/// <summary>OpenAPI, out of what stands at the endpoints.</summary>
internal static class Description
{
    private const string Bearer = "bearer";

    internal static void AddDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, HealthJson.Default);
            json.SerializerOptions.Converters.Add(new CamelCaseEnumConverter());
        });
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "EventCluster";
                document.Info.Version = "v1";
                document.Info.Description = "Errors are problem details (RFC 9457) with a stable 'code'. Times are UTC, durations like \"00:00:05\".";
                document.Servers?.Clear();
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "A token." };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                operation.Parameters ??= [];
                foreach (var parameter in metadata.OfType<QueryParameter>())
                {
                    operation.Parameters.Add(Parameter(parameter.Name, parameter.Description, ParameterLocation.Query));
                }

                if (metadata.OfType<CommandHeaders>().Any())
                {
                    operation.Parameters.Add(Parameter("Idempotency-Key", "1 to 128 characters; the same key with the same request has one effect and one answer.", ParameterLocation.Header));
                    operation.Parameters.Add(Parameter("If-Match", "The cluster's version as an ETag; when it has moved on, the answer is 412.", ParameterLocation.Header));
                }

                if (metadata.OfType<AccessRule>().FirstOrDefault() is { } rule)
                {
                    operation.Description = $"Needs the role {rule.Role}.";
                    operation.Security = [new() { [new(Bearer, context.Document)] = [] }];
                }

                return Task.CompletedTask;
            });
        });
    }

    private static OpenApiParameter Parameter(string name, string description, ParameterLocation place) =>
        new() { Name = name, In = place, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
