using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>Descriptions of tasks and stores as JSON.</summary>
internal static class StoreJson
{
    // All of a usual handful; of a destroyed store the first.
    private const int MaxFaults = 100;

    public static JsonObject Of(StoreVerification found, string folder) => new()
    {
        ["dataset"] = folder,
        ["good"] = found.IsGood,
        ["good_blocks"] = found.GoodBlocks,
        ["bad_blocks"] = found.BadBlocks,
        ["faults"] = Faults(found.Faults),
    };

    public static JsonObject Of(StoreRepair repair, string folder) => new()
    {
        ["out"] = folder,
        ["good"] = false,
        ["episodes"] = repair.Episodes,
        ["attempts"] = repair.Attempts,
        ["lost"] = repair.Lost,
        ["resumable"] = repair.IsResumable,
        ["faults"] = Faults(repair.Faults),
    };

    public static JsonObject Of(DatasetImport import, string folder) => new()
    {
        ["out"] = folder,
        ["episodes"] = import.Episodes,
        ["steps"] = import.Steps,
        ["exact"] = import.IsExact,
        ["digest"] = import.Digest,
        ["unmapped"] = new JsonArray([.. import.Unmapped.Select(note => (JsonNode)note)]),
    };

    public static JsonObject Of(TaskSpec spec) => new()
    {
        ["name"] = spec.Name,
        ["summary"] = spec.Summary,
        ["objects"] = new JsonArray([.. spec.Objects.Select(name => (JsonNode)name)]),
        ["subtasks"] = new JsonArray([.. spec.Subtasks.Select(subtask => (JsonNode)subtask.Name)]),
        ["observations"] = new JsonObject(spec.Observations.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Size))),
        ["action_size"] = spec.ActionSize,
        ["horizon"] = spec.Horizon,
        ["model_hash"] = spec.ModelHash,
    };

    private static JsonArray Faults(IEnumerable<StoreFault> faults) =>
        new([.. faults.Take(MaxFaults).Select(fault => (JsonNode)fault.ToString())]);
}
