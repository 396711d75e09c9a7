using System.Globalization;
using System.Runtime.InteropServices;
using IntervenGen;
using IntervenGen.Cluster.FakeStage;

// Makes a stage of a made-up run: FOLDER STAGE [PART PARTS]. Keeps the contract that igen's own stages keep.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
try
{
    int part = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
    int parts = args.Length > 2 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 0;
    new FakeStage(args[0], stop.Token).Make(args[1], part, parts);
    return JobExit.Done;
}
catch (SupersededException exception)
{
    Console.Error.WriteLine(exception.Message);
    return JobExit.Superseded;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped");
    return JobExit.Stopped;
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return JobExit.Failed;
}
