using EventCluster.Simulation.Tests.ControlPlane;
using EventCluster.Simulation.Tests.Kernel;
using EventCluster.Simulation.Tests.Nodes;
using EventCluster.Simulation.Tests.Reports;

namespace EventCluster.Simulation.Tests.Invariants;

/// <summary>Looks at the world after each step: nothing that must be alone is ever two.</summary>
internal sealed class Watchman(IReadOnlyList<InstanceMachine> instances, RunningServices services, Scheduler scheduler, Chronicle chronicle)
{
    private readonly InstanceMachine[] _instances = [.. instances];
    private InstanceMachine? _acting;
    private InstanceProcess? _actor;
    private long _term;
    private NodeMachine? _serving;
    private NodeMachine? _server;
    private long _epoch;

    /// <summary>What is broken at this moment; null for nothing.</summary>
    internal string? Look()
    {
        InstanceMachine? acting = null;
        foreach (var instance in _instances)
        {
            if (instance.IsAnswering)
            {
                if (acting is not null)
                {
                    return $"Both {acting.Name} and {instance.Name} act as the scheduler.";
                }

                acting = instance;
            }
        }

        NodeMachine? serving = null;
        foreach (var node in services.Machines)
        {
            if (node.IsServing(scheduler.Now))
            {
                if (serving is not null)
                {
                    return $"The service runs on {serving.Name} with epoch {serving.Service!.Epoch} and on {node.Name} with epoch {node.Service!.Epoch}.";
                }

                serving = node;
            }
        }

        Note(acting, serving);
        return Falling();
    }

    /// <summary>Terms in which somebody acts and epochs with which somebody serves only rise, and none has two owners.</summary>
    private string? Falling()
    {
        if (_acting?.Current is { Term.Answering: { } answering } actor)
        {
            if (answering.Term < _term || (answering.Term == _term && actor != _actor))
            {
                return $"{_acting.Name} acts in term {answering.Term} after {_actor!.Process.Name} has acted in term {_term}.";
            }

            (_term, _actor) = (answering.Term, actor);
        }

        if (_serving?.Service is { } run)
        {
            if (run.Epoch < _epoch || (run.Epoch == _epoch && _serving != _server))
            {
                return $"{_serving.Name} serves with epoch {run.Epoch} after {_server!.Name} has served with epoch {_epoch}.";
            }

            (_epoch, _server) = (run.Epoch, _serving);
        }

        return null;
    }

    private void Note(InstanceMachine? acting, NodeMachine? serving)
    {
        if (acting != _acting)
        {
            chronicle.Note(scheduler.Now, acting?.Name ?? _acting!.Name, acting is null ? "acts no more" : "acts in term", acting?.Current!.Term.Answering?.Term ?? 0);
            _acting = acting;
        }

        if (serving != _serving)
        {
            chronicle.Note(scheduler.Now, serving?.Name ?? _serving!.Name, serving is null ? "serves no more" : "serves with epoch", serving?.Service!.Epoch ?? 0);
            _serving = serving;
        }
    }
}
