using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IntervenGen.Benchmarks.Micro;

// million FOLDER [EPISODES]: a store of very many episodes. workers [ATTEMPTS]: many workers with next to no physics.
// render [TASK [ROUNDS]]: pictures a second against MuJoCo's own renderer, in turns. Anything else goes to BenchmarkDotNet.
if (args is ["workers", ..])
{
    ManyWorkers.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20_000);
    return;
}

if (args is ["render", ..])
{
    RendererRatio.Run(
        args.Length > 1 ? args[1] : "nut-insertion",
        args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 5);
    return;
}

if (args is ["million", { } folder, ..])
{
    MillionEpisodes.Run(folder, args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

// In process: the native shims are found from this program's own folder. The memory column is always on.
IConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(7))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
