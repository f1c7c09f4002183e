using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EventCluster.Bus.Connection;
using EventCluster.Contracts;
using EventCluster.Contracts.Cluster;
using EventCluster.Contracts.Errors;
using EventCluster.Contracts.Nodes;
using EventCluster.ControlPlane.Bus;
using EventCluster.ControlPlane.Instances;
using EventCluster.ControlPlane.Leadership;
using EventCluster.ControlPlane.Log;
using EventCluster.ControlPlane.Security;
using EventCluster.ControlPlane.Settings;
using EventCluster.Hosting;
using EventCluster.StreamStore;
using EventCluster.StreamStore.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventCluster.ControlPlane.Tests;

/// <summary>A whole control plane instance on a port of its own, as the process builds it, over a store in memory.</summary>
public sealed class Instance : IAsyncDisposable
{
    public const string Admin = "admin-token-of-the-tests";
    public const string Operator = "operator-token-of-the-tests";
    public const string Viewer = "viewer-token-of-the-tests";
    public const string Join = "join-token-of-the-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _client;

    private Instance(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(app.Urls.First()) };
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IServiceProvider Services => _app.Services;

    public ClusterLog Log => Services.GetRequiredService<ClusterLog>();

    public IStreamStore Store => Services.GetRequiredService<IStreamStore>();

    public string Folder => _folder;

    public HttpClient Client => _client;

    /// <summary>Starts one and waits until it may act.</summary>
    internal static async Task<Instance> StartAsync(
        IStreamStore? store = null, bool tokens = true, EncryptionKey? key = null, bool acts = true, IBroker? broker = null, string name = "cp-1")
    {
        var folder = Directory.CreateTempSubdirectory("ec-test-").FullName;
        ControlPlaneSettings settings = new()
        {
            Instance = name, Urls = ["http://127.0.0.1:0"], DataDirectory = folder, ClusterName = "test", Profile = "fast", Store = new(""), Key = key,
            Tokens = tokens ? [Token("admin", Admin), Token("operator", Operator), Token("viewer", Viewer), Token("join", Join)] : [],
        };
        var builder = WebApplication.CreateSlimBuilder();
        var app = ControlPlaneHost.Build(builder, settings, store ?? new InMemoryStreamStore(), BootTimeProvider.Instance,
            broker is null ? null : InstanceBus.Over(broker, settings, BootTimeProvider.Instance));
        app.Services.GetRequiredService<ILoggerFactory>();
        await app.StartAsync(Cancellation);
        Instance instance = new(app, folder);
        var term = app.Services.GetRequiredService<TermHolder>();
        if (acts)
        {
            await Until(() => term.IsActive);
            await app.Services.GetRequiredService<Registration>().Registered.WaitAsync(Patience, Cancellation);
        }

        return instance;
    }

    /// <summary>Waits for a condition; the test's own time limit bounds it.</summary>
    public static Task Until(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token = Admin, string? body = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token = Viewer) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> PostAsync(string path, string? body = null, string? token = Admin, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Post, path, token, body, headers: headers);

    public async Task<ClusterStatus> StatusAsync(string query = "") =>
        JsonSerializer.Deserialize(await OkAsync(await GetAsync("/v1/cluster" + query)), WireJson.Default.ClusterStatus)!;

    /// <summary>A command that must be accepted.</summary>
    public async Task<CommandReply> CommandAsync(string path, string? body = null, params (string, string)[] headers) =>
        JsonSerializer.Deserialize(await OkAsync(await PostAsync(path, body, Admin, headers)), WireJson.Default.CommandReply)!;

    /// <summary>The text of an answer that must be a success.</summary>
    public static async Task<string> OkAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode}: {text}");
        return text;
    }

    /// <summary>The problem of an answer that must be one, with everything that every problem has.</summary>
    public static async Task<Problem> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonSerializer.Deserialize(text, WireJson.Default.Problem)!;
        problem.Code.ShouldBe(code, text);
        problem.Status.ShouldBe((int)status);
        problem.CorrelationId.ShouldNotBeNull();
        problem.Detail.Length.ShouldBeGreaterThan(10);
        text.ShouldNotContain("EventCluster.");
        text.ShouldNotContain("System.");
        text.ShouldNotContain("   at ");
        return problem;
    }

    /// <summary>A worker joins.</summary>
    public async Task<(JoinRequest Request, JoinReply Reply)> JoinAsync(string name, Func<JoinRequest, JoinRequest>? change = null)
    {
        var request = JoinRequest(name);
        request = change?.Invoke(request) ?? request;
        var response = await PostAsync("/v1/nodes", JsonSerializer.Serialize(request, WireJson.Default.JoinRequest), Join);
        return (request, JsonSerializer.Deserialize(await OkAsync(response), WireJson.Default.JoinReply)!);
    }

    public static JoinRequest JoinRequest(string name) => new(
        name, Guid.CreateVersion7(), Guid.CreateVersion7(), "home-" + name, ["web", "service"], "product", "1.0", "0.1", "http://127.0.0.1:1", "Linux", null,
        TimeSpan.FromMilliseconds(100));

    public Task<HttpResponseMessage> BeatAsync(string name, string token, HeartbeatRequest heartbeat) =>
        PostAsync($"/v1/nodes/{name}/heartbeats", JsonSerializer.Serialize(heartbeat, WireJson.Default.HeartbeatRequest), token);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            _client.Dispose();
            await _app.DisposeAsync();

            // A stop does not wait for Quartz, which may still be writing.
            await Until(IsDeleted);
        }
    }

    private bool IsDeleted()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(_folder);
        }
    }

    private static TokenSetting Token(string name, string token) => new(name, name, Tokens.Hash(token));
}
