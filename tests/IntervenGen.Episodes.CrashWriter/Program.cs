using System.Globalization;
using IntervenGen.Episodes;
using IntervenGen.Episodes.CrashWriter;

// Appends sample attempts until it is killed or done, and says on stdout which ones are committed.
string folder = args[0];
int attempts = int.Parse(args[1], CultureInfo.InvariantCulture);
using Stream output = Console.OpenStandardOutput();
using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, SampleRun.Manifest(), SampleRun.Options);
while (writer.NextAttempt < attempts)
{
    long attempt = writer.NextAttempt;
    SampleRun.AppendTo(writer);
    output.Write(BitConverter.GetBytes(attempt));
}

writer.Complete();
