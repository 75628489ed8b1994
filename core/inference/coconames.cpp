// SPDX-License-Identifier: Apache-2.0
#include "core/inference/coconames.h"

namespace sightglass
{

const QStringList &cocoNamesById()
{
    // One line for each ten ids; an empty name between two commas is an id that was never used.
    static const QStringList names =
        QStringLiteral(",person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,"
                       "traffic light,fire hydrant,,stop sign,parking meter,bench,bird,cat,dog,horse,"
                       "sheep,cow,elephant,bear,zebra,giraffe,,backpack,umbrella,,"
                       ",handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,"
                       "baseball glove,skateboard,surfboard,tennis racket,bottle,,wine glass,cup,fork,knife,"
                       "spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,"
                       "donut,cake,chair,couch,potted plant,bed,,dining table,,,"
                       "toilet,,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,"
                       "toaster,sink,refrigerator,,book,clock,vase,scissors,teddy bear,hair drier,"
                       "toothbrush")
            .split(QLatin1Char(','));
    return names;
}

const QStringList &cocoNamesDense()
{
    static const QStringList names = [] {
        QStringList dense = cocoNamesById();
        dense.removeAll(QString());
        return dense;
    }();
    return names;
}

std::shared_ptr<const KeypointLayout> cocoKeypoints()
{
    static const auto layout = [] {
        KeypointLayout coco;
        coco.names = QStringLiteral("nose,left eye,right eye,left ear,right ear,left shoulder,right shoulder,"
                                    "left elbow,right elbow,left wrist,right wrist,left hip,right hip,"
                                    "left knee,right knee,left ankle,right ankle")
                         .split(QLatin1Char(','));
        coco.edges = {{15, 13}, {13, 11}, {16, 14}, {14, 12}, {11, 12}, {5, 11}, {6, 12}, {5, 6}, {5, 7}, {6, 8},
                      {7, 9},   {8, 10},  {1, 2},   {0, 1},   {0, 2},   {1, 3},  {2, 4},  {3, 5}, {4, 6}};
        return std::make_shared<const KeypointLayout>(std::move(coco));
    }();
    return layout;
}

} // namespace sightglass
