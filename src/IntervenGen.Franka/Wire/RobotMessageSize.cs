namespace IntervenGen.Franka.Wire;

/// <summary>Sizes of the robot service's messages.</summary>
public static class RobotMessageSize
{
    /// <summary>Bytes of a request, header included.</summary>
    public static int Request(FciVersion version, FciRequest request) => request switch
    {
        FciRequest.Connect => RobotHeader.Size + ConnectBody.RequestSize,
        FciRequest.Move => version.MoveRequestSize,
        FciRequest.SetGuidingMode => RobotHeader.Size + GuidingFreedom.Size,
        FciRequest.LoadModelLibrary => RobotHeader.Size + ModelLibraryRequest.Size,
        FciRequest.GetCartesianLimit => RobotHeader.Size + CartesianLimit.RequestSize,
        _ => RobotHeader.Size + (8 * SetterBody.Numbers(request)),
    };

    /// <summary>Least bytes of an answer, header included; a model's text or library follows it.</summary>
    public static int Answer(FciRequest request) => request switch
    {
        FciRequest.Connect => RobotHeader.Size + ConnectBody.AnswerSize,
        FciRequest.GetCartesianLimit => RobotHeader.Size + CartesianLimit.AnswerSize,
        _ => RobotHeader.StatusAnswerSize,
    };
}
