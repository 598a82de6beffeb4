// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/framemodel.h"

#include "widgets/display.h"
#include "widgets/roles.h"

#include <QLocale>

namespace gotoai::playground {

namespace {

constexpr qsizetype shownBytes = 400; // of a frame; the whole of it is in its tooltip and in copies

} // namespace

FrameModel::FrameModel(QObject* parent)
    : QAbstractTableModel(parent)
{}

void FrameModel::clear()
{
    beginResetModel();
    m_record = nullptr;
    m_frames.clear();
    endResetModel();
}

void FrameModel::follow(const client::ChatRecord& record)
{
    if (&record != m_record || record.frames.size() < m_frames.size()) {
        beginResetModel();
        m_record = &record;
        m_frames = record.frames;
        endResetModel();
        return;
    }
    if (record.frames.size() == m_frames.size())
        return;
    beginInsertRows({}, static_cast<int>(m_frames.size()), static_cast<int>(record.frames.size()) - 1);
    m_frames.insert(m_frames.end(), record.frames.begin() + static_cast<std::ptrdiff_t>(m_frames.size()),
                    record.frames.end());
    endInsertRows();
}

int FrameModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_frames.size());
}

QVariant FrameModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != widgets::ExactRole))
        return {};
    const client::ChatFrame& frame = m_frames[static_cast<std::size_t>(index.row())];
    const bool isExact = role == widgets::ExactRole;
    switch (index.column()) {
    case Number: return QString::number(index.row() + 1);
    case At:
        return isExact
                   ? QString::number(frame.at.count())
                   : QLocale().toString(static_cast<double>(frame.at.count()) / 1e3, 'f', 1) + QStringLiteral(" ms");
    case Bytes: return widgets::countText(frame.data.size());
    case Data: return widgets::plain(QString::fromUtf8(isExact ? frame.data : frame.data.left(shownBytes)));
    default: return {};
    }
}

QVariant FrameModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[]{tr("No."), tr("After"), tr("Bytes"), tr("Data")};
    return section >= 0 && section < 4 ? titles[section] : QVariant();
}

} // namespace gotoai::playground
