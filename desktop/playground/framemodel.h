// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/chatrecord.h"

#include <QAbstractTableModel>

namespace gotoai::playground {

// The frames of one stream as they came, each with its time. Grows while the stream runs.
class FrameModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : int { Number, At, Bytes, Data };

    explicit FrameModel(QObject* parent = nullptr);

    void follow(const client::ChatRecord& record); // takes over what has come since; another record begins anew
    void clear();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 4; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const client::ChatRecord* m_record = nullptr; // told apart only; never read
    std::vector<client::ChatFrame> m_frames;      // share their bytes with the record's
};

} // namespace gotoai::playground
