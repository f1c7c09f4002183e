using System.Text.Json;
using EventCluster.Contracts.Cluster;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Status;
using EventCluster.Domain.Commands;
using EventCluster.Domain.Settings;

namespace EventCluster.ControlPlane.Http;

/// <summary><c>/v1/config</c>: settings of the cluster and of its nodes.</summary>
internal static class ConfigurationEndpoints
{
    internal static void MapConfiguration(this IEndpointRouteBuilder routes)
    {
        var config = routes.MapGroup("/v1/config").WithTags("Configuration");
        config.MapGet("", GetAsync).Require(Roles.Viewer).Produces<ConfigurationView>().Describe("Every setting with its value in force.");
        config.MapPatch("", PatchAsync)
            .Command<ConfigurationPatch>("Sets and removes settings, of the cluster or of one node. All relations are checked together; each change raises the generation.", Roles.Admin)
            .ProducesProblemCodes(404);
    }

    private static Task GetAsync(HttpContext context, ClusterLog log)
    {
        var state = log.State;
        context.Response.Headers.ETag = EntityTag.Of(state.Version);
        return JsonReply.WriteAsync(context, View(state.Configuration), Wire.Json.ConfigurationView);
    }

    private static async Task PatchAsync(HttpContext context, CommandDesk desk)
    {
        var (body, bytes) = await Body.ReadCommandAsync(context, new ConfigurationPatch());
        Dictionary<string, string> set = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string[]> errors = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in body.Set ?? new Dictionary<string, JsonElement>())
        {
            if (Text(value) is not { } text)
            {
                errors[name] = ["must be text, a number, true or false. To set it back, name it in 'remove'."];
            }
            else if (!set.TryAdd(name, text))
            {
                errors[name] = ["is named twice."];
            }
        }

        if (body.Remove?.Any(name => name is null) == true)
        {
            errors["remove"] = ["has null in it; it must be a list of names."];
        }

        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors);
        }

        await desk.AnswerAsync(context, new ChangeConfiguration(body.Node, set, body.Remove ?? []), body.Reason, bytes);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private static ConfigurationView View(Configuration configuration)
    {
        IEnumerable<SettingDefinition> products = configuration.Values.Keys
            .Where(name => name.StartsWith(SettingCatalog.ProductPrefix, StringComparison.OrdinalIgnoreCase)).Select(name => SettingCatalog.Find(name)!);
        return new(
            configuration.Generation, configuration.Profile,
            [.. SettingCatalog.All.Where(d => d.Scope.HasFlag(SettingScope.Cluster)).Concat(products).Select(d => View(configuration, d))],
            configuration.Nodes.ToDictionary(n => n.Key, IReadOnlyDictionary<string, string> (n) => n.Value));
    }

    private static SettingView View(Configuration configuration, SettingDefinition definition)
    {
        var own = configuration.Values.GetValueOrDefault(definition.Name);
        var value = definition.Name == "profile" ? configuration.Profile : own ?? TimingSettings.Read(configuration.Timings, definition.Name) ?? (definition.Name == SettingCatalog.StoreOutage ? "stop" : null);
        return new(definition.Name, value, own is null ? "profile" : "cluster", StatusProjection.Camel(definition.Restart), definition.Description);
    }
}
